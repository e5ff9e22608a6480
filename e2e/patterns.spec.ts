// Patterns over the years: the real wijk monitor from the files to the page, what a new year changes, and the same page on
// the example municipality. The patterns looked for are those that cmd/buurtbeeld/patterns_test.go
// holds against the source.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, expectAccessible, expectNoSidewaysScroll, picture, serveWith, shared, test } from './fixture.ts';

const here = dirname(fileURLToPath(import.meta.url));

test('what became of wijken from 2011 to 2022', async ({ page }) => {
  test.setTimeout(180_000);
  const server = await serveWith([
    ['boundaries', shared('elan-wijkmonitor/wijkgeo_file.json.gz'), '--year', '2022', '--level', 'wijk'],
    ['table', shared('elan-wijkmonitor/df_count_ver_3.csv.gz'), '--mapping', join(here, 'testdata', 'wijkmonitor-years.yaml'), '--published'],
  ]);
  if (!server) return;
  try {
    // What takes more than a second is worked out beside the page, which then says so and is to be opened once more.
    await expect(async () => {
      await page.goto(`${server.url}patronen?in=NL&niveau=wijk&laag=welfare_share&laag=payment_arrears_share&laag=low_income_share&toon=welfare_share`);
      await expect(page.locator('.lead')).toContainText('is al jaren opvallend hoog', { timeout: 1_000 });
    }).toPass({ timeout: 30_000 });
    await expect(page.locator('main')).toContainText('In 2009 en 2010 is dit cijfer overal precies nul');
    await expect(page.locator('ul.years > li')).toHaveCount(12);
    const row = page.locator('tr[data-area="WK051838"]');
    await expect(row).toContainText('Al jaren opvallend hoog');
    await expectAccessible(page);
    await picture(page, 'patronen');

    // The table, the map and the address say the same; an area that is chosen is told year by year.
    await row.locator('th a').click();
    await expect(page).toHaveURL(/gekozen=WK051838/);
    await expect(page.locator('#chosen-title')).toContainText('Laakkwartier en Spoorwijk');
    await expect(page.locator('.year-strip li')).toHaveCount(12);
    await expect(page.locator('.year-strip li').last()).toContainText('opvallend hoog');
    await expectAccessible(page);

    // The number of figures that count, and English.
    await page.getByRole('link', { name: 'Aantal cijfers dat telt' }).click();
    await expect(page.locator('.lead')).toContainText('Aantal cijfers dat telt, van 2011 tot en met 2022');
    await page.locator('a.language').click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await expect(page.locator('h1')).toContainText('Patterns over the years');
    await picture(page, 'patronen-en');

    // On a phone, and one key to the table and back.
    await page.setViewportSize({ width: 320, height: 740 });
    await expectNoSidewaysScroll(page);
    await picture(page, 'patronen-320');
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.keyboard.press('t');
    await expect(page.locator('#tabel')).toBeFocused();

    const csv = await page.request.get(`${server.url}patronen/patronen.csv?in=NL&niveau=wijk&laag=welfare_share`);
    expect(csv.ok()).toBe(true);
    expect(await csv.text()).toContain('WK051838,Wijk 38 Laakkwartier en Spoorwijk,persistent-hot');
  } finally {
    await server.stop();
  }
});

test('the stack map leads to the patterns of its figures', async ({ page, demo }) => {
  await expect(async () => {
    await page.goto(`${demo.url}patronen`);
    await expect(page.locator('.lead')).toContainText('Aantal cijfers dat telt, van 2016 tot en met 2024', { timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await expect(page.locator('h1')).toContainText('Patronen door de jaren');
  await expect(page.locator('main')).toContainText('Al jaren opvallend hoog, maar het wordt minder');
  await expect(page.locator('main')).toContainText('Nieuw opvallend hoog: pas in 2024');
  await expect(page.locator('section.unknowns li').first()).toBeVisible();
  await expectAccessible(page);
  await page.setViewportSize({ width: 320, height: 740 });
  await expectNoSidewaysScroll(page);
  await picture(page, 'patronen-voorbeeld-320');
});

test('the page of patterns says everything without script, and on paper', async ({ browser, demo }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await expect(async () => {
    await page.goto(`${demo.url}patronen`);
    await expect(page.locator('#tabel table').first()).toBeAttached({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await page.emulateMedia({ media: 'print' });
  expect((await page.pdf({ format: 'A4', tagged: true })).length).toBeGreaterThan(10_000);
  await context.close();
});
