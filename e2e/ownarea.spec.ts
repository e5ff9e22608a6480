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
  // All figures of the example came in with tables of its own municipality.
  await expect(page.locator('.note').first()).toContainText('geven wij alleen voor hele gebieden');
  await expect(page.locator('.map-frame path.core')).toHaveCount(1);
  await expectAccessible(page);
  await page.locator('#naam').fill('Getekend');
  await page.getByRole('button', { name: 'Bewaar', exact: true }).click();
  await expect(page.locator('h1')).toHaveText('Getekend');
  await expect(page.locator('main')).toContainText('voor ongeveer');
  await look(page, demo, 'eigen-gebied-omtrek', here(page, demo));
});

const frame = (page: Page) => page.locator('[data-own-map]');
const said = (page: Page) => page.locator('[data-draw-said]');
const corners = (page: Page) => page.locator('.own-outline .corner');
const field = (page: Page) => page.locator('#omtrek');

/** Returns the place on the screen of a place on the map, both as shares of its width and height. */
async function on(page: Page, x: number, y: number): Promise<[number, number]> {
  const box = await page.locator('[data-own-map] svg').boundingBox();
  if (!box) throw new Error('there is no map');
  return [box.x + box.width * x, box.y + box.height * y];
}

async function press(page: Page, x: number, y: number): Promise<void> {
  await page.mouse.click(...(await on(page, x, y)));
}

/** The corners of the outline that stands in the form, in metres of RD New. */
async function ring(page: Page): Promise<[number, number][]> {
  const outline = JSON.parse(await field(page).inputValue()) as { type: string; crs: { properties: { name: string } }; coordinates: [number, number][][] };
  expect(outline.type).toBe('Polygon');
  expect(outline.crs.properties.name).toBe('urn:ogc:def:crs:EPSG::28992');
  expect(outline.coordinates).toHaveLength(1);
  const [only] = outline.coordinates as [[number, number][]];
  expect(only.at(-1)).toEqual(only[0]);
  return only;
}

test('an outline is drawn with the mouse, mended, kept and changed', async ({ page, demo }) => {
  test.setTimeout(120_000);
  await page.goto(demo.url + make);
  await boxes(page).first().check();
  await page.getByRole('button', { name: 'Teken een omtrek' }).click();
  await expect(frame(page)).toBeFocused();
  await expect(count(page)).toHaveText('');
  await press(page, 0.3, 0.3);
  await expect(said(page)).toHaveText(/^Hoek 1 staat\. \S/);
  await press(page, 0.7, 0.32);
  await press(page, 0.3, 0.3);
  await expect(said(page)).toHaveText('Een omtrek heeft minstens drie hoeken. Zet er nog 1.');
  await press(page, 0.68, 0.7);
  // This line would cross the first one.
  await press(page, 0.5, 0.1);
  await expect(said(page)).toContainText('zou een andere lijn van de omtrek kruisen');
  await expect(corners(page)).toHaveCount(3);
  await press(page, 0.5, 0.75);
  await page.keyboard.press('Backspace');
  await expect(said(page)).toHaveText('De laatste hoek is weg. Aantal hoeken nu: 3.');
  await press(page, 0.32, 0.68);
  await page.mouse.move(...(await on(page, 0.4, 0.5)));
  await expect(page.locator('.own-outline .guide')).toHaveCount(1);
  await expectAccessible(page);
  await picture(page, 'eigen-gebied-tekenen');
  expect(await field(page).inputValue()).toBe('');
  await press(page, 0.3, 0.3);
  await expect(said(page)).toHaveText('De omtrek is gesloten, met 4 hoeken.');
  await expect(count(page)).toHaveText(/Aantal buurten binnen de omtrek: \d+ helemaal \(donker\), \d+ voor een deel \(licht\)\. De lijst telt nu niet mee\./);
  await expectAccessible(page);
  await picture(page, 'eigen-gebied-getekend');
  const first = await ring(page);
  expect(first).toHaveLength(5);

  // A corner is dragged; over another line it goes back.
  const drag = async (from: [number, number], to: [number, number]) => {
    await page.mouse.move(...(await on(page, ...from)));
    await page.mouse.down();
    await page.mouse.move(...(await on(page, (from[0] + to[0]) / 2, (from[1] + to[1]) / 2)));
    await page.mouse.move(...(await on(page, ...to)));
    await page.mouse.up();
  };
  await drag([0.7, 0.32], [0.8, 0.25]);
  await expect(said(page)).toHaveText(/^Hoek \d is verplaatst\.$/);
  const second = await ring(page);
  expect(second).not.toEqual(first);
  await drag([0.8, 0.25], [0.2, 0.5]);
  await expect(said(page)).toContainText('kruisen');
  expect(await ring(page)).toEqual(second);
  // The same without dragging: click on it, click on its new place.
  await press(page, 0.8, 0.25);
  await expect(said(page)).toContainText('is opgepakt');
  await press(page, 0.7, 0.32);
  expect((await ring(page)).map(([x, y]) => [Math.round(x / 100), Math.round(y / 100)])).toEqual(first.map(([x, y]) => [Math.round(x / 100), Math.round(y / 100)]));

  // What is seen here is what the server says.
  const [whole, cut] = ((await count(page).textContent()) ?? '').match(/\d+/g) ?? [];
  await page.locator('#naam').fill('Getekend op de kaart');
  await page.getByRole('button', { name: 'Bewaar', exact: true }).click();
  await expect(page.locator('h1')).toHaveText('Getekend op de kaart');
  await expect(page.locator('.lead').first()).toContainText(`${Number(whole) + Number(cut)} buurten`);
  await expect(page.locator('main')).toContainText('voor ongeveer');
  const at = page.url();

  // Changing it starts with what is kept, and keeps its address.
  await page.getByRole('link', { name: 'Wijzig' }).click();
  await expect(page.locator('h1')).toHaveText('Wijzig een eigen gebied');
  await expect(page.locator('#naam')).toHaveValue('Getekend op de kaart');
  await expect(corners(page)).toHaveCount(4);
  await expect(count(page)).toContainText(`${whole} helemaal (donker), ${cut} voor een deel (licht)`);
  await look(page, demo, 'eigen-gebied-wijzigen', here(page, demo));
  await page.goto(at);
  await page.getByRole('link', { name: 'Wijzig' }).click();
  await page.getByRole('button', { name: 'Haal de omtrek weg' }).click();
  await expect(count(page)).toHaveText('Nog niets gekozen.');
  await boxes(page).nth(2).check();
  await page.getByRole('button', { name: 'Bekijk zonder te bewaren' }).click();
  await expect(page.locator('.note').first()).toContainText('in de plaats van wat er was');
  await expect(page.locator('#naam')).toHaveValue('Getekend op de kaart');
  await page.getByRole('button', { name: 'Bewaar', exact: true }).click();
  await expect(page.locator('.lead').first()).toContainText('1 buurt');
  expect(page.url()).toBe(at);
});

test('an outline is drawn with the keyboard alone', async ({ page, demo }) => {
  await page.goto(demo.url + make);
  await page.locator('#naam').focus();
  await page.keyboard.type('Met pijlen');
  await page.getByRole('button', { name: 'Teken een omtrek' }).focus();
  await page.keyboard.press('Enter');
  await expect(frame(page)).toBeFocused();
  await expect(said(page)).toHaveText('U tekent nu een omtrek. Zet de eerste hoek.');
  const go = async (keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await go(['Shift+ArrowUp', 'Shift+ArrowLeft']);
  await expect(said(page)).toHaveText(/^Kruis in /);
  await go(['Enter', 'Enter']);
  await expect(said(page)).toHaveText('Een omtrek heeft minstens drie hoeken. Zet er nog 2.');
  await go(['Shift+ArrowRight', 'Shift+ArrowRight', 'ArrowRight', 'Enter', 'Shift+ArrowDown', 'Shift+ArrowDown', 'Enter']);
  await expect(corners(page)).toHaveCount(3);
  await go(['Shift+ArrowLeft', 'Enter', 'Backspace']);
  await expect(corners(page)).toHaveCount(3);
  await go(['Shift+ArrowLeft', 'Enter']);
  await expect(page.locator('.own-outline .cross').first()).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'eigen-gebied-tekenen-toetsen');
  await go(['Enter']);
  await expect(said(page)).toHaveText('De omtrek is gesloten, met 4 hoeken.');
  const first = await ring(page);
  await go(['PageDown', 'PageDown']);
  await expect(said(page)).toHaveText('Kruis op hoek 2.');
  await go(['Enter', 'Shift+ArrowRight', 'Escape']);
  await expect(said(page)).toHaveText('Hoek 2 is teruggezet.');
  expect(await ring(page)).toEqual(first);
  await go(['Enter', 'Shift+ArrowRight', 'Enter']);
  await expect(said(page)).toHaveText('Hoek 2 is verplaatst.');
  const second = await ring(page);
  expect(second).not.toEqual(first);
  await go(['Delete']);
  await expect(said(page)).toHaveText('De hoek is weg. Aantal hoeken nu: 3.');
  await go(['PageDown', 'Delete']);
  await expect(said(page)).toContainText('Deze hoek kan niet weg');
  // Another try that is given up leaves the outline as it was.
  const third = await ring(page);
  await page.getByRole('button', { name: 'Teken een omtrek' }).focus();
  await go(['Enter', 'Enter', 'Escape']);
  await expect(said(page)).toHaveText('U bent gestopt met tekenen. Er is niets veranderd.');
  await expect(page.getByRole('button', { name: 'Teken een omtrek' })).toBeFocused();
  expect(await ring(page)).toEqual(third);
  await page.getByRole('button', { name: 'Bewaar', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('h1')).toHaveText('Met pijlen');
});

test.describe('with a finger', () => {
  test.use({ hasTouch: true, viewport: { width: 320, height: 640 } });

  test('an outline is drawn on a phone', async ({ page, demo }) => {
    await page.goto(demo.url + make);
    await page.getByRole('link', { name: 'Naar de kaart' }).tap();
    await expect(page.locator('#kaart')).toBeInViewport();
    await page.getByRole('button', { name: 'Teken een omtrek' }).tap();
    for (const button of await page.locator('[data-draw]:visible').all()) {
      const box = await button.boundingBox();
      expect(box?.height).toBeGreaterThanOrEqual(44);
    }
    const tap = async (x: number, y: number) => page.touchscreen.tap(...(await on(page, x, y)));
    await page.locator('[data-own-map] svg').scrollIntoViewIfNeeded();
    await tap(0.2, 0.2);
    await tap(0.8, 0.25);
    await tap(0.5, 0.8);
    await expect(corners(page)).toHaveCount(3);
    await expectNoSidewaysScroll(page);
    await picture(page, 'eigen-gebied-tekenen-320');
    await tap(0.2, 0.2);
    await expect(said(page)).toHaveText('De omtrek is gesloten, met 3 hoeken.');
    await tap(0.5, 0.8);
    await tap(0.5, 0.6);
    await expect(said(page)).toHaveText(/is verplaatst/);
    await expectAccessible(page);
  });
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the list, the outline and saving work', async ({ page, demo }) => {
    await page.goto(demo.url + make);
    await expect(page.getByRole('button', { name: 'Teken een omtrek' })).toBeHidden();
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
