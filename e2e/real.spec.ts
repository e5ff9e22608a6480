// The main job on real figures, from the files to the four pages: the national Kerncijfers of 2020 with the boundaries of
// Dordrecht and the loneliness figures of RIVM, and the wijk monitor of the The Hague region over its years. The numbers
// looked for were read from the source files by cmd/buurtbeeld/testdata/expected.py. Where the folder with real data is
// absent, these walks say so and pass.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, expectAccessible, expectNoSidewaysScroll, type Page, picture, type Server, serveWith, shared, test } from './fixture.ts';

const here = dirname(fileURLToPath(import.meta.url));
const kwb = 'cbs-kwb-2020-84799NED/';
const rivm = 'rivm-gezondheid-50090NED/';

/** Looks at a page as people have it before them: in Dutch, in English, and on a phone. */
async function look(page: Page, name: string): Promise<void> {
  const url = page.url();
  await expectAccessible(page);
  await picture(page, name);
  await page.setViewportSize({ width: 360, height: 740 });
  await expectNoSidewaysScroll(page);
  await picture(page, `${name}-phone`);
  await page.setViewportSize({ width: 1280, height: 900 });
  const address = new URL(url);
  await page.goto(`${address.origin}/en${address.pathname}${address.search}`);
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await picture(page, `${name}-en`);
  await page.goto(url);
}

/** Walks the four pages over one stack: start, stack map, neighbourhood, sources. */
async function walk(page: Page, server: Server, at: { stack: string; code: string; name: string; says: RegExp; shot: string }): Promise<void> {
  await page.goto(server.url);
  await look(page, `${at.shot}-1-start`);
  await page.goto(server.url + at.stack);
  await expect(page.locator('.lead').first()).toContainText(/In \d+ van de \d+/);
  await look(page, `${at.shot}-2-stack`);
  await page.locator(`tr[data-code="${at.code}"] th a`).click();
  await expect(page.locator('#chosen-title')).toContainText(at.name);
  await expect(page.locator('#gekozen')).toContainText(at.says);
  await look(page, `${at.shot}-2-stack-chosen`);
  await page.locator('#gekozen').getByRole('link', { name: 'Alles over dit gebied' }).click();
  await expect(page.locator('h1')).toContainText(at.name);
  await look(page, `${at.shot}-3-area`);
  await page.goto(`${server.url}bronnen`);
  await look(page, `${at.shot}-4-sources`);
}

test('Kerncijfers 2020 and loneliness in Dordrecht', async ({ page }) => {
  test.setTimeout(120_000);
  const server = await serveWith([
    ['cbs', ...['84799NED_TypedDataSet.csv.gz', '84799NED_WijkenEnBuurten.csv.gz', '84799NED_DataProperties.json.gz', 'cbs.v3.84799NED_Metadata.json'].map((f) => shared(kwb + f))],
    ['boundaries', shared('cbs-buurt-2020-dordrecht/buurt_2020_dordrecht.gpkg'), '--year', '2020'],
    ['cbs', ...['2012_18+.xlsx', '2016_18+.xlsx', 'RIVM_gezondheid2020_18+.xlsx'].map((f) => shared(rivm + f)), '--year', '2020'],
  ]);
  if (!server) return;
  try {
    await page.goto(server.url);
    await page.locator('main input[type=search]').fill('Dordrecht');
    await page.locator('main input[type=search]').press('Enter');
    await expect(page.locator('h1')).toHaveText('Dordrecht');
    await walk(page, server, {
      stack: 'stapelkaart?in=GM0505&niveau=buurt&laag=social_assistance_rate:2020&laag=unemployment_benefit_rate:2020&laag=loneliness_share:2020&laag=single_household_share:2020',
      code: 'BU05050801',
      name: 'Crabbehof-Noord',
      says: /4 van de 4/,
      shot: 'dordrecht',
    });
  } finally {
    await server.stop();
  }
});

test('the wijk monitor of The Hague and around, over its years', async ({ page }) => {
  test.setTimeout(120_000);
  const server = await serveWith([
    ['boundaries', shared('elan-wijkmonitor/wijkgeo_file.json.gz'), '--year', '2022', '--level', 'wijk'],
    ['table', shared('elan-wijkmonitor/df_count_ver_3.csv.gz'), '--mapping', join(here, 'testdata', 'wijkmonitor.yaml'), '--published'],
  ]);
  if (!server) return;
  try {
    await walk(page, server, {
      stack: 'stapelkaart?in=NL&niveau=wijk&laag=welfare_share:2020&laag=unemployment_share:2020&laag=low_income_share:2020&laag=problem_debt_share:2020&laag=payment_arrears_share:2020',
      code: 'WK051839',
      name: 'Wijk 39 Binckhorst',
      says: /42,5/,
      shot: 'haaglanden',
    });
  } finally {
    await server.stop();
  }
});
