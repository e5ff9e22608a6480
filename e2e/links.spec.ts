// Links between figures: an invented municipality in which dear houses and mortgage burden together go with youth care, from
// its files to the page, and the example municipality, where nothing is found and the page says so.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, expectAccessible, expectNoSidewaysScroll, picture, type Server, serveWith, test } from './fixture.ts';

const side = 20;
const other = ['single_household_share', 'housing_association_share', 'high_stress_share', 'volunteering_share'];

/** The same numbers on every run, from 0 to 1 (a linear congruential generator, Knuth's MMIX). */
function chance(seed: bigint): () => number {
  let state = seed;
  return () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number(state >> 11n) / 2 ** 53;
  };
}

/** Writes boundaries, figures and how to read them into a folder. */
function write(folder: string): void {
  const next = chance(1n);
  const figure = () => Array.from({ length: side * side }, () => next() + next() + next() - 1.5);
  const figures = { worth: figure(), burden: figure(), care: figure() };
  const rest = other.map(figure);
  const lines = [['buurt', 'population_total', 'woz_value_mean', 'mortgage_burden_share', 'youth_care_share', ...other].join(';')];
  const features: object[] = [];
  for (let i = 0; i < side * side; i++) {
    const code = `BU1998${String(i).padStart(4, '0')}`;
    const [worth, burden, care] = [figures.worth[i] ?? 0, figures.burden[i] ?? 0, figures.care[i] ?? 0];
    const jam = worth > 0.38 && burden > 0.38 ? 2.5 : 0;
    const values = [300 + 80 * worth, 12 + 4 * burden, 10 + 2 * (care - 0.3 * worth + jam), ...rest.map((x) => 30 + 8 * (x[i] ?? 0))];
    lines.push([code, 900, ...values.map((x) => x.toFixed(1))].join(';'));
    const [x, y] = [140_000 + 500 * (i % side), 480_000 + 500 * Math.floor(i / side)];
    const ring = [[x, y], [x + 500, y], [x + 500, y + 500], [x, y + 500], [x, y]];
    features.push({ type: 'Feature', properties: { buurtcode: code, buurtnaam: `Buurt ${i + 1}` }, geometry: { type: 'Polygon', coordinates: [ring] } });
  }
  const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::28992' } };
  writeFileSync(join(folder, 'grenzen.geojson'), JSON.stringify({ type: 'FeatureCollection', crs, features }));
  writeFileSync(join(folder, 'cijfers.csv'), lines.join('\n'));
  const columns = ['population_total', 'woz_value_mean', 'mortgage_burden_share', 'youth_care_share', ...other].map((id) => `  ${id}: {id: ${id}}`);
  writeFileSync(
    join(folder, 'kaart.yaml'),
    ['title: Verzonnen kaart', 'source: Verzonnen', 'published: true', 'year: 2020', 'level: buurt', 'key: buurt', 'decimal: point', 'period: 2020', 'columns:', ...columns].join('\n'),
  );
}

test.describe('links between figures', () => {
  let server: Server | undefined;
  const folder = mkdtempSync(join(tmpdir(), 'verbanden-'));

  test.beforeAll(async () => {
    write(folder);
    server = await serveWith([
      ['boundaries', join(folder, 'grenzen.geojson'), '--year', '2020', '--level', 'buurt'],
      ['table', join(folder, 'cijfers.csv'), '--mapping', join(folder, 'kaart.yaml'), '--published'],
    ]);
  });
  test.afterAll(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true });
  });

  test('by mouse: from the menu to the combination and its areas', async ({ page }) => {
    await page.goto(server!.url);
    await page.getByRole('link', { name: 'Verbanden', exact: true }).click();
    await expect(page.locator('.lead')).toContainText('Kies een cijfer');
    await page.getByLabel('Cijfer waar u verbanden bij zoekt').selectOption('youth_care_share');
    await page.getByRole('button', { name: 'Zoek verbanden' }).click();
    await expect(page).toHaveURL(/doel=youth_care_share/);
    await expect(page.locator('.lead')).toContainText(/In \d+ buurten gaan samen: .*WOZ-waarde \(hoog\).*Herkent u dit\?/);
    await expect(page.locator('section.crosslink')).toHaveCount(1);
    const find = page.locator('#vondst1');
    await expect(find.getByRole('heading', { level: 2 })).toContainText('Hoge hypotheeklasten (hoog)');
    await expect(find.locator('.bb-map')).toBeVisible();
    await expect(find.locator('.bb-dots')).toContainText('Verwacht van de cijfers apart');
    await expect(find.locator('.bb-scatter .point.chosen').first()).toBeVisible();
    await expect(find.getByText('Kans dat toeval dit')).toBeHidden();
    await find.getByText('De cijfers hierachter').click();
    await expect(find.getByText('Kans dat toeval dit')).toBeVisible();
    await expect(page.locator('.unknowns')).toContainText('niet over mensen');
    await expectAccessible(page);
    await picture(page, 'verbanden');
    const csv = await page.request.get(await page.getByRole('link', { name: 'Tabel als CSV-bestand' }).evaluate((a) => (a as HTMLAnchorElement).href));
    expect(await csv.text()).toContain('mortgage_burden_share:high woz_value_mean:high');
    await find.locator('li[data-area] a').first().click();
    await expect(page).toHaveURL(/\/buurt\/BU1998/);
  });

  test('by keyboard, in English and on a phone', async ({ page }) => {
    await page.goto(`${server!.url}en/verbanden`);
    await page.getByLabel('Figure to look for links with').focus();
    await page.keyboard.type('Young people with');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(page.locator('.lead')).toContainText('Do you recognise this?');
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await expectAccessible(page);
    await page.setViewportSize({ width: 320, height: 740 });
    await expectNoSidewaysScroll(page);
    await picture(page, 'verbanden-en-320');
  });

  test('pointing at an area of the list points it out in the pictures', async ({ page }) => {
    await page.goto(`${server!.url}verbanden?doel=youth_care_share`);
    const area = page.locator('#vondst1 li[data-area]').first();
    const code = await area.getAttribute('data-area');
    await expect(page.locator(`#vondst1 .point[data-code="${code}"]`)).toHaveCount(1);
    await expect(page.locator(`#vondst1 .bb-map use[href$="-${code}"]`).first()).toBeAttached();
  });

  test.describe('without script', () => {
    test.use({ javaScriptEnabled: false });
    test('the page answers by itself', async ({ page }) => {
      await page.goto(`${server!.url}verbanden?doel=youth_care_share`);
      await expect(page.locator('#vondst1 li[data-area]').first()).toBeVisible();
      await page.getByLabel('Welke kant').selectOption('laag');
      await page.getByRole('button', { name: 'Zoek verbanden' }).click();
      await expect(page.locator('.lead')).toContainText('combinaties van cijfers in 400 buurten');
    });
  });
});

test('the example municipality: nothing that is more than chance, and how much was looked at', async ({ page, demo }) => {
  await page.goto(`${demo.url}verbanden?doel=loneliness_share`);
  await expect(page.locator('.lead')).toContainText('Wij vonden niets dat meer is dan toeval.');
  await expect(page.locator('.lead')).toContainText(/Wij bekeken [\d.]+ combinaties/);
  await page.getByText('Hoe is dit gezocht?').click();
  await expect(page.locator('details.how')).toContainText('Ernstig eenzaam');
  await expectAccessible(page);
  await picture(page, 'verbanden-niets');
});

test('the example municipality: where dear houses and heavy mortgages go with youth care', async ({ page, demo }) => {
  await page.goto(`${demo.url}verbanden?in=GM1999&niveau=buurt&doel=youth_care_share&kant=hoog`);
  await expect(page.locator('.lead')).toContainText('gaan samen: Hoge hypotheeklasten (hoog) en Gemiddelde WOZ-waarde (hoog)');
  await expect(page.locator('#vondst1 li[data-area]')).toHaveCount(10);
});
