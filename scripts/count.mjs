// count.mjs GO.jsonl BROWSER.json GO_EXIT BROWSER_EXIT
// Adds up the Go tests (the output of go test -json) and the browser tests (Playwright's JSON report), shows what
// failed, refuses skipped tests and prints the closing line.
import { existsSync, readFileSync } from 'node:fs';

const [goFile, browserFile, goExit, browserExit] = process.argv.slice(2);
const total = { passed: 0, failed: 0, skipped: [] };

countGo(goFile);
countBrowser(browserFile);

// A run that ended badly without a test to blame (no build, no browser, no server) is one failure too.
if (total.failed === 0 && (goExit !== '0' || browserExit !== '0')) {
  console.error(`the runners ended with ${goExit} (Go) and ${browserExit} (browser)`);
  total.failed++;
}
for (const name of total.skipped) {
  console.error(`skipped, which counts as failed: ${name}`);
  total.failed++;
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);

function countGo(file) {
  const tests = new Map();
  const parents = new Set();
  const packages = new Map();
  const output = new Map();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (!line.startsWith('{')) {
      if (line !== '') console.error(line);
      continue;
    }
    const event = JSON.parse(line);
    const of = event.Package ?? event.ImportPath;
    const name = event.Test ? `${of} ${event.Test}` : of;
    if (event.Action === 'output' || event.Action === 'build-output') {
      output.set(name, (output.get(name) ?? '') + event.Output);
    } else if (event.Test && ['pass', 'fail', 'skip'].includes(event.Action)) {
      tests.set(name, event.Action);
      for (let at = name.lastIndexOf('/'); at > name.indexOf(' '); at = name.lastIndexOf('/', at - 1)) {
        parents.add(name.slice(0, at));
      }
    } else if (['fail', 'build-fail'].includes(event.Action)) {
      packages.set(of, event.FailedBuild ?? '');
    }
  }
  const blamed = new Set();
  for (const [name, action] of tests) {
    if (action === 'fail') {
      console.error(`--- FAIL ${name}\n${output.get(name) ?? ''}`);
      blamed.add(name.slice(0, name.indexOf(' ')));
    }
    // A test with parts is counted by its parts; its own failure still counts when all parts passed.
    if (action === 'skip') total.skipped.push(name);
    else if (parents.has(name) && (action === 'pass' || failedBelow(tests, name))) continue;
    else if (action === 'pass') total.passed++;
    else total.failed++;
  }
  for (const [of, build] of packages) {
    if (blamed.has(of)) continue;
    console.error(`--- FAIL ${of}\n${output.get(build) ?? ''}${output.get(of) ?? ''}`);
    total.failed++;
  }
}

function failedBelow(tests, name) {
  for (const [other, action] of tests) {
    if (action === 'fail' && other.startsWith(`${name}/`)) return true;
  }
  return false;
}

function countBrowser(file) {
  if (!existsSync(file)) return;
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const walk = (suite, path) => {
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests) {
        if (test.status === 'skipped') total.skipped.push(`${path} ${spec.title}`);
        else if (test.status === 'expected') total.passed++;
        else total.failed++;
      }
    }
    for (const part of suite.suites ?? []) walk(part, `${path} ${part.title}`);
  };
  for (const suite of report.suites) walk(suite, suite.title);
}
