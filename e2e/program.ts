// Starts and stops the program under test: always the built binary, in a folder of its own, on a free port and a
// database that is thrown away.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const binary = join(root, 'bin', 'buurtbeeld');
const readyWithin = 60_000;
const importWithin = 5 * 60_000;

/** A running program. */
export interface Server {
  /** The address of its start page, with a slash at the end. */
  readonly url: string;
  /** The database file that it serves. */
  readonly database: string;
  /** Everything it has printed so far, for the message of a failing test. */
  printed(): string;
  stop(): Promise<void>;
}

/**
 * Returns a file of the folder with real data that may lie beside the project, or undefined where that folder is
 * absent, as on any user's machine. A missing file in a folder that is there is a failure.
 */
export function shared(name: string): string | undefined {
  const folder = join(root, '..', 'shared', 'data');
  if (!existsSync(folder)) return undefined;
  const file = join(folder, name);
  if (!existsSync(file)) throw new Error(`${name} is not in the folder with real data`);
  return file;
}

/** Starts the program on its bundled example municipality. */
export function startDemo(): Promise<Server> {
  return start((port, database) => ['demo', '--port', String(port), '--db', database]);
}

/**
 * Fills a new database by running import commands, each the arguments after "buurtbeeld import" without --db, and
 * serves it. Arguments that are undefined stand for files of shared() that are absent: then nothing runs, a line says
 * so, and the answer is undefined, with which a test returns early.
 */
export async function serveWith(commands: (string | undefined)[][]): Promise<Server | undefined> {
  if (commands.flat().includes(undefined)) {
    console.log('no folder with real data beside the project: this walk is passed over');
    return undefined;
  }
  return start(
    (port, database) => ['serve', '--addr', `127.0.0.1:${port}`, '--db', database],
    async (folder, database) => {
      for (const command of commands) {
        await run(['import', ...(command as string[]), '--db', database], folder);
      }
    },
  );
}

/** Runs one command of the program to its end and returns what it printed; another end than 0 is a failure. */
export async function run(args: string[], folder: string = tmpdir()): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(binary, args, {
      cwd: folder,
      timeout: importWithin,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '', code } = error as { stdout?: string; stderr?: string; code?: number };
    throw new Error(`buurtbeeld ${args.join(' ')} ended with ${code}\n${stdout}${stderr}`);
  }
}

async function start(
  argsFor: (port: number, database: string) => string[],
  prepare?: (folder: string, database: string) => Promise<void>,
): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'buurtbeeld-e2e-'));
  const database = join(folder, 'buurtbeeld.db');
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    await prepare?.(folder, database);
    const child = spawn(binary, argsFor(await freePort(), database), {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    const stop = async () => {
      await end(child);
      remove();
    };
    child.stdout.on('data', (part: Buffer) => (text += part.toString()));
    child.stderr.on('data', (part: Buffer) => (text += part.toString()));
    try {
      const url = await address(child, () => text);
      return { url, database, printed: () => text, stop };
    } catch (error) {
      await end(child);
      throw error;
    }
  } catch (error) {
    remove();
    throw error;
  }
}

/** Waits for the line with the address that tells that the program is ready. */
function address(child: ChildProcess, printed: () => string): Promise<string> {
  return new Promise((ready, failed) => {
    const giveUp = setTimeout(() => failed(new Error(`no address after ${readyWithin} ms\n${printed()}`)), readyWithin);
    const look = () => {
      const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(printed());
      if (!found) return;
      clearTimeout(giveUp);
      ready(found[0]);
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.once('error', (error) => {
      clearTimeout(giveUp);
      failed(error);
    });
    child.once('exit', (code) => {
      clearTimeout(giveUp);
      failed(new Error(`the program ended with ${code} before it was ready\n${printed()}`));
    });
  });
}

/** Asks the program to stop, and insists after five seconds. */
function end(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
      done();
      return;
    }
    const insist = setTimeout(() => child.kill('SIGKILL'), 5_000);
    child.once('exit', () => {
      clearTimeout(insist);
      done();
    });
    child.kill('SIGTERM');
  });
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const at = probe.address();
      probe.close(() => {
        if (at !== null && typeof at === 'object') found(at.port);
        else failed(new Error('no free port'));
      });
    });
  });
}
