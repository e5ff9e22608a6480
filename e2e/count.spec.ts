// The closing line of the tests must never say more than is true: what failed, was skipped or did not run is counted.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';

const script = resolve(dirname(fileURLToPath(import.meta.url)), '../scripts/count.mjs');

const passed = { Action: 'pass', Package: 'p', Test: 'TestA' };
const cases: Record<string, { go: object[]; browser?: string[]; exits?: [string, string]; closing: string; ends: number }> = {
  'everything passed': {
    go: [passed, { Action: 'pass', Package: 'p', Test: 'TestB/one' }, { Action: 'pass', Package: 'p', Test: 'TestB' }],
    browser: ['expected', 'expected'],
    closing: '4 passed, 0 failed',
    ends: 0,
  },
  'a Go test failed': {
    go: [passed, { Action: 'fail', Package: 'p', Test: 'TestB' }, { Action: 'fail', Package: 'p' }],
    exits: ['1', '0'],
    closing: '1 passed, 1 failed',
    ends: 1,
  },
  'a part of a Go test failed': {
    go: [{ Action: 'fail', Package: 'p', Test: 'TestB/one' }, { Action: 'fail', Package: 'p', Test: 'TestB' }],
    exits: ['1', '0'],
    closing: '0 passed, 1 failed',
    ends: 1,
  },
  'a Go test was skipped': {
    go: [passed, { Action: 'skip', Package: 'p', Test: 'TestB' }],
    closing: '1 passed, 1 failed',
    ends: 1,
  },
  'a package without tests is no skipped test': {
    go: [passed, { Action: 'skip', Package: 'empty' }],
    closing: '1 passed, 0 failed',
    ends: 0,
  },
  'a package does not build': {
    go: [passed, { ImportPath: 'q', Action: 'build-fail' }, { Action: 'fail', Package: 'q', FailedBuild: 'q' }],
    exits: ['1', '0'],
    closing: '1 passed, 1 failed',
    ends: 1,
  },
  'a browser test failed, one was skipped': {
    go: [passed],
    browser: ['expected', 'unexpected', 'skipped'],
    exits: ['0', '1'],
    closing: '2 passed, 2 failed',
    ends: 1,
  },
  'the browser did not start': { go: [passed], exits: ['0', '1'], closing: '1 passed, 1 failed', ends: 1 },
  'nothing ran': { go: [], closing: '0 passed, 0 failed', ends: 1 },
};

for (const [name, { go, browser, exits = ['0', '0'], closing, ends }] of Object.entries(cases)) {
  test(`closing line: ${name}`, async ({}, info) => {
    const goFile = join(info.outputPath(), 'go.jsonl');
    const browserFile = join(info.outputPath(), 'e2e.json');
    writeFileSync(info.outputPath('go.jsonl'), go.map((event) => `${JSON.stringify(event)}\n`).join(''));
    if (browser) {
      const specs = browser.map((status) => ({ title: status, tests: [{ status }] }));
      writeFileSync(info.outputPath('e2e.json'), JSON.stringify({ suites: [{ title: 'a', specs }] }));
    }
    const run = close([goFile, browserFile, ...exits]);
    expect(run.text.trimEnd().split('\n').at(-1)).toBe(closing);
    expect(run.code).toBe(ends);
  });
}

function close(args: string[]): { text: string; code: number } {
  try {
    return { text: execFileSync('node', [script, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }), code: 0 };
  } catch (error) {
    const { stdout, status } = error as { stdout: string; status: number };
    return { text: stdout, code: status };
  }
}
