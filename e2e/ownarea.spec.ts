// Own areas: made with the mouse on the map, by keyboard in the list, without script, and with an outline; what is shown
// says how it was worked out, and what is not shown says so in one sentence.
import { expect, expectAccessible, expectNoSidewaysScroll, type Page, picture, type Server, serveWith, shared, test } from './fixture.ts';

const make = 'eigen-gebieden/maken?in=GM1999';
const boxes = (page: Page) => page.locator('input[name="deel"]');
const count = (page: Page) => page.locator('[data-own-count]');

/** Looks at a page in both languages and on a narrow screen. */
async function look(page: Page, server: Server, name: string, path: string): Promise<void> {
  for (const language of ['', 'en/']) {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(server.url + language + path);
    for (const details of await page.locator('details').all()) await details.evaluate((d) => ((d as HTMLDetailsElement).open = true));
    await expect(page.locator('h1')).toHaveCount(1);
    await expectAccessible(page);
    if (!language) await picture(page, name);
    await page.setViewportSize({ width: 320, height: 700 });
    await expectNoSidewaysScroll(page);
    if (!language) await picture(page, `${name}-320`);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}

/** The address of the page that is open, without the address of the server. */
const here = (page: Page, server: Server) => page.url().slice(server.url.length);

test('somebody makes an own area on the map, keeps it, and removes it', async ({ page, demo }) => {
  await page.goto(`${demo.url}stapelkaart?in=GM1999&niveau=buurt&laag=unemployment_benefit_rate&laag=social_assistance_rate`);
  await page.locator('main').getByRole('link', { name: 'Maak een eigen gebied' }).click();
  await expect(count(page)).toHaveText('Nog niets gekozen.');
  const codes = await boxes(page).evaluateAll((all) => all.slice(0, 3).map((box) => (box as HTMLInputElement).value));
  for (const code of codes) await page.locator(`[data-own-map] use[href="#b-${code}"]`).first().click({ force: true });
  await expect(count(page)).toHaveText('3 buurten gekozen.');
  await page.locator(`[data-own-map] use[href="#b-${codes[2]}"]`).first().click({ force: true });
  await expect(count(page)).toHaveText('2 buurten gekozen.');
  await expect(boxes(page).nth(0)).toBeChecked();
  await expect(boxes(page).nth(2)).not.toBeChecked();
  await picture(page, 'eigen-gebied-kiezen');
  await page.locator('#naam').fill('Team <b>Oost</b>');
  await page.getByRole('button', { name: 'Bewaar', exact: true }).click();
  await expect(page.locator('h1')).toHaveText('Team <b>Oost</b>');
  await expect(page.locator('.lead').first()).toHaveText(/Dit gebied bestaat uit 2 buurten in Voorbeelddam/);
  await expect(page.locator('.map-frame .edge')).toHaveCount(2);
  await expect(page.locator('table.own-figures')).toContainText('Opgeteld.');
  await expect(page.locator('.unknowns')).toContainText('Een cijfer van het hele gebied zegt niets over één buurt');
  const coming = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download cijfers (CSV)' }).click();
  expect((await coming).suggestedFilename()).toBe('eigen-gebied.csv');
  await look(page, demo, 'eigen-gebied', here(page, demo));
  await look(page, demo, 'eigen-gebieden', 'eigen-gebieden');
  await page.goto(`${demo.url}eigen-gebieden`);
  await page.getByRole('row', { name: /Team <b>Oost<\/b>/ }).getByRole('button', { name: /Verwijder/ }).click();
  await expect(page.getByRole('row', { name: /Team <b>Oost<\/b>/ })).toHaveCount(0);
});

test('the keyboard alone makes one too', async ({ page, demo }) => {
  await page.goto(demo.url + make);
  await page.locator('#naam').focus();
  await page.keyboard.type('Met het toetsenbord');
  await page.keyboard.press('Tab');
  await expect(boxes(page).first()).toBeFocused();
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await expect(count(page)).toHaveText('2 buurten gekozen.');
  await page.keyboard.press('Enter');
  await expect(page.locator('h1')).toHaveText('Met het toetsenbord');
});

test('what is missing or wrong is told, and the choices stay', async ({ page, demo }) => {
  await page.goto(demo.url + make);
  const code = (await boxes(page).nth(1).getAttribute('value')) ?? '';
  const division = (await page.locator('input[name="indeling"]').getAttribute('value')) ?? '';
  const crossing = '{"type":"Polygon","coordinates":[[[5,52],[5.1,52.1],[5.1,52],[5,52.1],[5,52]]]}';
  for (const [fields, said] of [
    [{ deel: code, knop: 'bewaar' }, 'heeft nog geen naam'],
    [{ knop: 'bekijk' }, 'nog geen gebied gekozen'],
    [{ deel: code, omtrek: crossing, knop: 'bekijk' }, 'De lijn kruist zichzelf'],
  ] as const) {
    // Asked beside the page, since the browser reports every refused form as an error.
    const answer = await page.request.post(`${demo.url}eigen-gebieden`, { multipart: { in: 'GM1999', indeling: division, ...fields } });
    expect(answer.status()).toBe(422);
    const body = await answer.text();
    expect(body).toContain(said);
    if ('deel' in fields) expect(body).toContain(`value="${code}" checked`);
  }
});

test('the form in both languages and on a phone', async ({ page, demo }) => {
  await look(page, demo, 'eigen-gebied-maken', make);
  await look(page, demo, 'eigen-gebied-gemeente', 'eigen-gebieden/maken');
});

test('an outline that cuts areas gives estimates, and says so', async ({ page, demo }) => {
  const answer = await page.request.get(`${demo.url}stapelkaart/stapel.geojson?in=GM1999&niveau=buurt&laag=unemployment_benefit_rate&laag=social_assistance_rate`);
  const { features } = (await answer.json()) as { features: { geometry: { coordinates: number[][][][] } }[] };
  const all = features.flatMap((f) => JSON.stringify(f.geometry?.coordinates ?? []).match(/\[-?[\d.]+,-?[\d.]+\]/g) ?? []).map((s) => JSON.parse(s) as [number, number]);
  const [west, east] = [Math.min(...all.map((p) => p[0])), Math.max(...all.map((p) => p[0]))];
  const [south, north] = [Math.min(...all.map((p) => p[1])), Math.max(...all.map((p) => p[1]))];
  const at = (x: number, y: number) => [west + (east - west) * x, south + (north - south) * y];
  const outline = JSON.stringify({ type: 'Polygon', coordinates: [[at(0.4, 0.35), at(0.62, 0.38), at(0.58, 0.6), at(0.42, 0.58), at(0.4, 0.35)]] });
  await page.goto(demo.url + make);
  await page.getByText('Of gebruik een omtrek').click();
  await page.getByLabel('Plak de omtrek hier').fill(outline);
  await page.locator('#naam').fill('Getekend');
  await page.getByRole('button', { name: 'Bekijk zonder te bewaren' }).click();
  await expect(page.locator('.lead.more').last()).toContainText('De omtrek loopt door sommige gebieden heen');
  await expect(page.locator('.map-frame path.core')).toHaveCount(1);
  await expectAccessible(page);
  await page.locator('#naam').fill('Getekend');
  await page.getByRole('button', { name: 'Bewaar', exact: true }).click();
  await expect(page.locator('h1')).toHaveText('Getekend');
  await expect(page.locator('main')).toContainText('voor ongeveer');
  await look(page, demo, 'eigen-gebied-omtrek', here(page, demo));
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the list, the outline and saving work', async ({ page, demo }) => {
    await page.goto(demo.url + make);
    await boxes(page).nth(0).check();
    await boxes(page).nth(3).check();
    await page.getByRole('button', { name: 'Bekijk zonder te bewaren' }).click();
    await expect(page.locator('h1')).toHaveText('Eigen gebied zonder naam');
    await expect(page.locator('.lead').first()).toContainText('2 buurten');
    await page.locator('#naam').fill('Zonder script');
    await page.getByRole('button', { name: 'Bewaar', exact: true }).click();
    await expect(page.locator('h1')).toHaveText('Zonder script');
  });
});

test('own areas of real neighbourhoods: a district in parts, and figures that are not shown', async ({ page }) => {
  test.setTimeout(180_000);
  const folder = 'cbs-wijkbuurtkaart-2015/';
  const server = await serveWith([
    ['boundaries', shared(`${folder}gemeente_2015.geojson.gz`), '--year', '2015', '--level', 'gemeente'],
    ['boundaries', shared(`${folder}wijk_2015.geojson.gz`), '--year', '2015', '--level', 'wijk'],
    ['boundaries', shared(`${folder}buurt_2015.geojson.gz`), '--year', '2015', '--level', 'buurt'],
  ]);
  if (!server) return;
  try {
    const form = 'eigen-gebieden/maken?in=GM0505&indeling=buurt-2015';
    await page.goto(server.url + form);
    for (const code of ['BU05050800', 'BU05050801', 'BU05050802']) {
      if (await page.locator(`input[value="${code}"]`).count()) await page.locator(`input[value="${code}"]`).check();
    }
    await page.locator('#naam').fill('Crabbehof en Zuidhoven');
    await page.getByRole('button', { name: 'Bewaar', exact: true }).click();
    // CBS publishes 8,755 inhabitants of this district in 2015.
    await expect(page.locator('.lead.more').first()).toContainText('8.755');
    await look(page, server, 'dordrecht-eigen-gebied', here(page, server));

    // Of rural neighbourhoods benefits are not given: neither are they of an area with one of them.
    await page.goto(server.url + form);
    for (const box of (await boxes(page).all()).slice(-6, -1)) await box.check();
    await page.getByRole('button', { name: 'Bekijk zonder te bewaren' }).click();
    await expect(page.locator('table.own-figures')).toContainText('niet getoond, om mensen te beschermen');
    await expect(page.locator('.unknowns')).toContainText(/cijfers? tonen wij niet, om mensen te beschermen/);
    await picture(page, 'dordrecht-eigen-gebied-niet-getoond');
  } finally {
    await server.stop();
  }
});
