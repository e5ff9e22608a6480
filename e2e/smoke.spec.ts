import { expect, expectAccessible, expectNoSidewaysScroll, picture, test } from './fixture.ts';

test('the start page of the example municipality answers in Dutch', async ({ page, demo }) => {
  const answer = await page.goto(demo.url);
  expect(answer?.status()).toBe(200);
  await expect(page.locator('html')).toHaveAttribute('lang', 'nl');
  await expect(page).toHaveTitle(/Buurtbeeld/);
  await expect(page.locator('h1')).toHaveCount(1);
  await expectAccessible(page);
  await picture(page, 'start');
});

test('the start page fits a phone', async ({ page, demo }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(demo.url);
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await picture(page, 'start-320');
});

test('a page that is not there says so in words', async ({ browser, demo }) => {
  // A page of its own, since the browser itself reports the 404 as an error.
  const page = await browser.newPage();
  const answer = await page.goto(`${demo.url}bestaat-niet`);
  expect(answer?.status()).toBe(404);
  await expect(page.locator('h1')).toHaveCount(1);
  await page.close();
});
