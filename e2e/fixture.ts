// The test of Playwright with what every walk through our pages needs.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';
import { type Server, startDemo } from './program.ts';

export { expect, type Page } from '@playwright/test';
export { type Server, run, serveWith, shared } from './program.ts';

const screenshots = join(dirname(fileURLToPath(import.meta.url)), 'screenshots');

/**
 * demo is the program on its example municipality, one for each worker. Every page is watched: a test fails on an
 * error in the browser's console and on a request to anywhere but the program itself.
 */
export const test = base.extend<{ watched: void }, { demo: Server }>({
  demo: [
    async ({}, use) => {
      const server = await startDemo();
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  watched: [
    async ({ page }, use) => {
      const seen: string[] = [];
      page.on('pageerror', (error) => seen.push(`error: ${error.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error') seen.push(`console: ${message.text()}`);
      });
      page.on('request', (request) => {
        const { protocol, hostname } = new URL(request.url());
        if (protocol.startsWith('http') && hostname !== '127.0.0.1') seen.push(`request: ${request.url()}`);
      });
      await use();
      expect(seen, 'what the browser complained about').toEqual([]);
    },
    { auto: true },
  ],
});

/** Fails on anything that axe finds on the page as it stands now, by the rules of WCAG 2.2 AA and its own advice. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  const told = violations.map((v) => `${v.id}: ${v.help}\n  ${v.nodes.map((n) => n.html).join('\n  ')}`);
  expect(told, 'what axe found').toEqual([]);
}

/** Fails when the page is wider than its window, which would make people scroll sideways. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wider, 'pixels wider than the window').toBeLessThanOrEqual(0);
}

/** Leaves a picture of the whole page for people to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
}
