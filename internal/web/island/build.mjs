// build.mjs bundles what the browser gets beside the pages, into internal/web/asset/dist, from where it is embedded:
//
//   internal/web/island/NAME/index.ts  ->  NAME-HASH.js   each island an ES module; shared code in common chunks
//   internal/web/asset/NAME.css        ->  NAME-HASH.css  minified, @import of npm packages and url() of fonts resolved
//   the fonts, Latin letters only      ->  font-HASH.css and the woff2 files it names
//
// manifest.json gives for each plain name ("scatter.js", "style.css", "font.css") the file to serve; every file that
// gets smaller by it also lies there as .gz. licences.txt holds the licences of the packages that went in. An import
// that ends in ?url gives the address of that file, bundled on its own, as a worker needs it.
//
// Nothing here is named after one island or one style, so that adding one is adding its folder or file.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const islandFolder = dirname(fileURLToPath(import.meta.url));
const root = resolve(islandFolder, '../../..');
const assetFolder = resolve(islandFolder, '../asset');
const dist = join(assetFolder, 'dist');
const fontFolder = join(root, 'node_modules/@fontsource/source-sans-3/files');
const fontWeights = [400, 600, 700];

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  charset: 'utf8',
  legalComments: 'none',
  metafile: true,
  write: false,
  outdir: dist,
  logLevel: 'warning',
  target: ['es2022', 'chrome109', 'firefox115', 'safari16'],
  loader: { '.woff2': 'file', '.svg': 'file', '.png': 'file' },
  assetNames: '[name]-[hash]',
};

/** Gives the address of a file that is bundled on its own: import url from './worker.ts?url'. */
const ownFile = {
  name: 'own-file',
  setup(of) {
    of.onResolve({ filter: /\?url$/ }, async (args) => {
      const found = await of.resolve(args.path.slice(0, -'?url'.length), {
        kind: args.kind,
        importer: args.importer,
        resolveDir: args.resolveDir,
      });
      return found.errors.length > 0 ? found : { path: found.path, namespace: 'own-file' };
    });
    of.onLoad({ filter: /.*/, namespace: 'own-file' }, async (args) => {
      const result = await build({ ...common, entryPoints: [args.path], entryNames: '[name]-[hash]', format: 'esm' });
      keep(result);
      const [file] = result.outputFiles;
      return { contents: `export default new URL("./${basename(file.path)}", import.meta.url).href;`, loader: 'js' };
    });
  },
};

/** Leaves addresses of our own server as they are: url("/...") is no file. */
const servedAddress = {
  name: 'served-address',
  setup(of) {
    of.onResolve({ filter: /^\// }, (args) => (args.kind === 'url-token' ? { path: args.path, external: true } : undefined));
  },
};

const files = new Map();
const manifest = {};
const packages = new Set();

/** Takes over the files of one run of esbuild; an entry point goes into the manifest under its plain name. */
function keep(result, plainName) {
  for (const file of result.outputFiles) files.set(basename(file.path), file.contents);
  for (const [path, output] of Object.entries(result.metafile.outputs)) {
    for (const input of Object.keys(output.inputs)) packages.add(packageOf(input));
    if (output.entryPoint && plainName) {
      manifest[plainName(output.entryPoint)] = basename(path);
      if (output.cssBundle) {
        manifest[plainName(output.entryPoint).replace(/js$/, 'css')] = basename(output.cssBundle);
      }
    }
  }
}

/** Returns the folder of the npm package that a bundled file came from, or "" for our own. */
function packageOf(input) {
  const parts = input.replace(/^own-file:/, '').split('node_modules/');
  if (parts.length < 2) return '';
  const names = parts.at(-1).split('/');
  const name = names[0].startsWith('@') ? names.slice(0, 2).join('/') : names[0];
  return relative(root, join(root, 'node_modules', name));
}

function islands() {
  return readdirSync(islandFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(islandFolder, entry.name, 'index.ts')))
    .map((entry) => entry.name)
    .sort();
}

async function bundleIslands() {
  const names = islands();
  if (names.length === 0) return;
  const result = await build({
    ...common,
    entryPoints: Object.fromEntries(names.map((name) => [name, join(islandFolder, name, 'index.ts')])),
    entryNames: '[name]-[hash]',
    chunkNames: 'shared-[hash]',
    format: 'esm',
    splitting: true,
    plugins: [ownFile],
  });
  keep(result, (entry) => `${basename(dirname(entry))}.js`);
}

async function bundleStyles() {
  const styles = readdirSync(assetFolder).filter((name) => name.endsWith('.css')).sort();
  if (styles.length === 0) return;
  const result = await build({
    ...common,
    entryPoints: styles.map((name) => join(assetFolder, name)),
    entryNames: '[name]-[hash]',
    plugins: [servedAddress],
  });
  keep(result, (entry) => basename(entry));
}

async function bundleFonts() {
  const faces = fontWeights.map((weight) => {
    const file = join(fontFolder, `source-sans-3-latin-${weight}-normal.woff2`);
    return `@font-face{font-family:"Source Sans 3";font-style:normal;font-display:swap;font-weight:${weight};src:url("${file}") format("woff2")}`;
  });
  const result = await build({
    ...common,
    stdin: { contents: faces.join('\n'), loader: 'css', resolveDir: root, sourcefile: 'font.css' },
    entryNames: 'font-[hash]',
  });
  keep(result, () => 'font.css');
}

function licences() {
  const texts = [...packages].filter(Boolean).sort().map((folder) => {
    const about = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const file = readdirSync(join(root, folder)).find((name) => /^licen[sc]e/i.test(name));
    const text = file ? readFileSync(join(root, folder, file), 'utf8').trim() : `Licence: ${about.license}`;
    return `${about.name} ${about.version}\n\n${text}\n`;
  });
  if (texts.length > 0) files.set('licences.txt', Buffer.from(texts.join(`\n${'-'.repeat(80)}\n\n`)));
}

function write() {
  mkdirSync(dist, { recursive: true });
  for (const name of readdirSync(dist)) {
    if (name !== '.gitkeep') rmSync(join(dist, name), { recursive: true });
  }
  const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1)));
  files.set('manifest.json', Buffer.from(`${JSON.stringify(sorted, null, 2)}\n`));
  for (const [name, contents] of files) {
    writeFileSync(join(dist, name), contents);
    if (!/\.(js|css|svg)$/.test(name)) continue;
    const packed = gzipSync(contents, { level: 9 });
    if (packed.length < contents.length) writeFileSync(join(dist, `${name}.gz`), packed);
  }
}

try {
  await bundleIslands();
  await bundleStyles();
  await bundleFonts();
  licences();
  write();
} catch (error) {
  // esbuild has told where its own errors are; anything else is told here.
  if (!error.errors) console.error(error);
  process.exit(1);
}
const mark = createHash('sha256').update(JSON.stringify(manifest)).digest('hex').slice(0, 8);
console.log(`${islands().length} islands, ${Object.keys(manifest).length} entries, mark ${mark}`);
