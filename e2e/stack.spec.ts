// The stack map: what a click on the map does, the list, the search box and the keyboard do too; it needs no script; and
// the address always says what is shown.
import { expect, expectAccessible, type Page, picture, test } from './fixture.ts';

const stack =
  'stapelkaart?in=GM1999&niveau=buurt&laag=unemployment_benefit_rate&laag=social_assistance_rate&laag=poverty_share&laag=problem_debt_household_share';

const title = (page: Page) => page.locator('#chosen-title');
const rows = (page: Page) => page.locator('table.areas-list tbody th[scope="row"] a');

test('somebody comes from the start page to a stack, and sees the answer in words first', async ({ page, demo }) => {
  await page.goto(demo.url);
  await page.locator('#q').fill('Voorbeelddam');
  await page.locator('#q').press('Enter');
  await expect(page.locator('h1')).toHaveText('Voorbeelddam');
  await page.getByRole('link', { name: 'Armoede' }).click();
  await expect(page.locator('.lead').first()).toContainText(/In \d+ van de \d+ buurten horen \d of meer van de \d cijfers/);
  await expect(page.locator('.minis .bb-map')).toHaveCount(5);
  await expect(page.getByRole('heading', { name: 'Wat wij niet weten' })).toBeVisible();
  await picture(page, 'stack');
});

test('map, list, search and keyboard choose the same area', async ({ page, demo }) => {
  await page.goto(demo.url + stack);
  const name = (await rows(page).first().innerText()).trim();
  const code = (await page.locator('tr[data-code]').first().getAttribute('data-code')) ?? '';

  await page.locator(`[data-map] use[href="#b-${code}"]`).first().click({ force: true });
  await expect(title(page)).toHaveText(name);
  await expect(page).toHaveURL(new RegExp(`gekozen=${code}`));
  const byMap = await page.locator('#gekozen').innerText();
  await expect(page.locator('[data-map] .edge')).toHaveCount(1);

  await page.getByRole('link', { name: 'Keuze loslaten' }).click();
  await expect(title(page)).toHaveText('Kies een buurt');
  await rows(page).first().click();
  await expect(title(page)).toHaveText(name);
  expect(await page.locator('#gekozen').innerText()).toBe(byMap);

  await page.goto(demo.url + stack);
  await page.locator('#zoek').fill(name);
  await page.locator('#zoek').press('Enter');
  await expect(title(page)).toHaveText(name);
  expect(await page.locator('#gekozen').innerText()).toBe(byMap);

  await page.goto(demo.url + stack);
  await page.keyboard.press('t');
  await expect(page.locator('#tabel')).toBeFocused();
  for (let i = 0; i < 4 && !(await rows(page).first().evaluate((a) => a === document.activeElement)); i++) await page.keyboard.press('Tab');
  await expect(rows(page).first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(title(page)).toHaveText(name);
  await expect(title(page)).toBeFocused();
  expect(await page.locator('#gekozen').innerText()).toBe(byMap);
  await expectAccessible(page);
  await picture(page, 'stack-chosen');
});

test('a threshold that is moved changes the map, the words and the address', async ({ page, demo }) => {
  await page.goto(demo.url + stack);
  const before = await page.locator('.lead').first().innerText();
  await page.getByText('Cijfers en grenzen aanpassen').click();
  await page.locator('#waarde1').fill('45');
  await expect(page).toHaveURL(/top45%25/);
  await expect(page.locator('.lead').first()).not.toHaveText(before);
  await expect(page.locator('#waarde1')).toBeFocused();
  const shared = page.url();
  const words = await page.locator('.lead').first().innerText();
  await page.goto(shared);
  await expect(page.locator('.lead').first()).toHaveText(words);
});

test('a layer can be added and taken away, and Back goes back', async ({ page, demo }) => {
  await page.goto(demo.url + stack);
  await page.getByText('Cijfers en grenzen aanpassen').click();
  await page.locator('#erbij').selectOption('woz_value_mean');
  await expect(page.locator('.minis .mini')).toHaveCount(5);
  await page.getByRole('link', { name: 'Weghalen' }).last().click();
  await expect(page.locator('.minis .mini')).toHaveCount(4);
  await page.goBack();
  await expect(page.locator('.minis .mini')).toHaveCount(5);
});

test('tiles have the same size and the number in them', async ({ page, demo }) => {
  await page.goto(demo.url + stack);
  await page.getByRole('link', { name: 'Tegels' }).click();
  const tiles = page.locator('[data-map] rect.tile');
  await expect(tiles.first()).toBeVisible();
  const sizes = await tiles.evaluateAll((all) => new Set(all.map((r) => `${r.getAttribute('width')}x${r.getAttribute('height')}`)).size);
  expect(sizes).toBe(1);
  await expect(page).toHaveURL(/toon=tegels/);
});

test('two figures: sliders and dragging pick areas, and the address keeps up', async ({ page, demo }) => {
  await page.goto(demo.url + stack);
  await page.locator('#xvan').evaluate((s: HTMLInputElement) => {
    s.value = String(Number(s.min) + (Number(s.max) - Number(s.min)) / 2);
    s.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await expect(page.locator('[data-brushed] p').first()).toHaveText(/^\d+ buurt(en)? gekozen\.$/);
  await expect(page).toHaveURL(/xvan=/);
  const words = await page.locator('[data-brushed] p').first().innerText();
  await page.reload();
  await expect(page.locator('[data-brushed] p').first()).toHaveText(words);

  await page.getByRole('link', { name: 'Wissen' }).click();
  await expect(page.locator('[data-brushed] p')).toHaveCount(0);
  const cloud = page.locator('[data-scatter] svg');
  await cloud.scrollIntoViewIfNeeded();
  const box = await cloud.boundingBox();
  if (!box) throw new Error('there is no cloud');
  await page.mouse.move(box.x + box.width * 0.15, box.y + box.height * 0.1);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.9, box.y + box.height * 0.85, { steps: 6 });
  await page.mouse.up();
  await expect(page.locator('[data-brushed] p').first()).toHaveText(/gekozen/);
  await expect(page.locator('[data-map] .edge').first()).toBeAttached();
  await expect(page).toHaveURL(/ytot=/);
});

test('the stack can be taken away as PNG, SVG, CSV and GeoJSON', async ({ page, demo }) => {
  await page.goto(demo.url + stack);
  for (const [name, file] of [['SVG', 'stapel.svg'], ['CSV', 'stapel.csv'], ['GeoJSON', 'stapel.geojson']] as const) {
    const coming = page.waitForEvent('download');
    await page.getByRole('link', { name, exact: true }).click();
    expect((await coming).suggestedFilename()).toBe(file);
  }
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'PNG' }).click();
  expect((await coming).suggestedFilename()).toBe('stapel.png');
});

test('a stack is kept for the team and published on purpose', async ({ page, demo }) => {
  await page.goto(demo.url + stack);
  await page.getByLabel('Bewaar voor uw team als').fill('Armoede in Voorbeelddam');
  await page.getByRole('button', { name: 'Bewaar', exact: true }).click();
  const row = page.getByRole('row', { name: /Armoede in Voorbeelddam/ });
  await expect(row).toContainText('uw team');
  await row.getByRole('button', { name: /Publiceer/ }).click();
  await expect(row).toContainText('iedereen');
  await row.getByRole('link').click();
  await expect(page.locator('.minis .mini')).toHaveCount(4);
  await page.goBack();
  await row.getByRole('button', { name: /Verwijder/ }).click();
  await expect(row).toHaveCount(0);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the page answers, chooses, searches and changes', async ({ page, demo }) => {
    await page.goto(demo.url + stack);
    await expect(page.locator('.lead').first()).toContainText(/In \d+ van de \d+ buurten/);
    await expect(page.locator('[data-map] svg')).toBeVisible();
    const name = (await rows(page).first().innerText()).trim();
    await rows(page).first().click();
    await expect(title(page)).toHaveText(name);
    await page.goto(demo.url + stack);
    await page.locator('#zoek').fill(name);
    await page.getByRole('button', { name: 'Zoek' }).click();
    await expect(title(page)).toHaveText(name);
    await page.getByText('Cijfers en grenzen aanpassen').click();
    await page.locator('#waarde1').fill('45');
    await page.getByRole('button', { name: 'Pas aan' }).click();
    await expect(page).toHaveURL(/top45%25/);
    await expect(title(page)).toHaveText(name);
    await page.locator('#x').selectOption('2');
    await page.getByRole('button', { name: 'Kies deze gebieden' }).click();
    await expect(page.locator('[data-brushed]')).toContainText('gekozen');
    await picture(page, 'stack-without-script');
  });
});

test('on a phone the list by stack comes first and the map below it, in the order of the Tab key too', async ({ page, demo }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(demo.url + stack);
  const top = async (part: string) => (await page.locator(part).boundingBox())?.y ?? Number.NaN;
  expect(await top('[data-part=chosen]')).toBeLessThan(await top('[data-part=list]'));
  expect(await top('[data-part=list]')).toBeLessThan(await top('[data-part=map]'));
  expect(await top('[data-part=map]')).toBeLessThan(await top('[data-part=minis]'));
  await page.locator('.stack-tools button').focus();
  await page.keyboard.press('Tab');
  await expect(page.locator('#zoek')).toBeFocused();
});

test('what counts as few inhabitants is set on the page, and downloads keep it', async ({ page, demo }) => {
  await page.goto(demo.url + stack);
  await page.locator('details.adjust > summary').click();
  await page.locator('#minder').fill('1000');
  await page.locator('#minder').press('Enter');
  await expect(page).toHaveURL(/minder=1000/);
  await expect(page.locator('.bb-legend')).toContainText('minder dan 1.000 inwoners');
  await expect(page.getByRole('link', { name: 'CSV' })).toHaveAttribute('href', /minder=1000/);
});
