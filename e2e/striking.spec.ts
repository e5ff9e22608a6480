// What stands out with its surroundings: on the stack map in words, signs and a table, without script too; on the page of a
// neighbourhood; and the same area shown in map, cloud and list. On the example, and on all neighbourhoods of 2015 where the
// folder with real data lies beside the project.
import { expect, expectAccessible, expectNoSidewaysScroll, type Page, picture, type Server, serveWith, shared, test } from './fixture.ts';

const stack =
  'stapelkaart?in=GM1999&niveau=buurt&laag=unemployment_benefit_rate&laag=social_assistance_rate&laag=poverty_share&laag=woz_value_mean';
const hague =
  'stapelkaart?in=GM0518&niveau=buurt&jaar=2015&laag=unemployment_benefit_rate:high:top20%25&laag=social_assistance_rate:high:top20%25';

const striking = (page: Page) => page.locator('#opvallend');

test('the map is coloured by what stands out, in words and in the address', async ({ page, demo }) => {
  await page.goto(demo.url + stack);
  await expect(striking(page)).toBeEmpty();
  await page.locator('.colour-by').getByRole('link', { name: /het aantal cijfers/ }).click();
  await expect(page).toHaveURL(/opvallend=stapel/);
  await expect(page.locator('.lead').first()).toContainText(/aantal|tellen opvallend veel/);
  await expect(striking(page).getByRole('heading', { name: 'Wat valt op?' })).toBeVisible();
  await expect(page.locator('[data-map] svg')).toHaveClass(/bb-diff5/);
  await page.locator('.colour-by').getByRole('link', { name: /Personen in armoede/ }).click();
  await expect(page).toHaveURL(/opvallend=poverty_share/);
  await expect(striking(page)).toContainText('Alleen van deze gemeente');
  const words = await page.locator('.lead').first().innerText();
  await page.reload();
  await expect(page.locator('.lead').first()).toHaveText(words);
  await striking(page).getByText('De rekencijfers en hoe wij rekenden').click();
  await expect(striking(page)).toContainText('99.999, beginwaarde 1');
  await expectAccessible(page);
  await picture(page, 'striking');

  await page.locator('.colour-by').getByRole('link', { name: 'Stapel', exact: true }).click();
  await expect(page).not.toHaveURL(/opvallend/);
  await expect(page.locator('[data-map] svg')).toHaveClass(/bb-stack4/);
  await expect(striking(page)).toBeEmpty();
  await page.goBack();
  await expect(page.locator('[data-map] svg')).toHaveClass(/bb-diff5/);
});

test('what stands out is kept when a threshold moves, and can be taken away', async ({ page, demo }) => {
  await page.goto(`${demo.url}${stack}&opvallend=stapel`);
  await page.getByText('Cijfers en grenzen aanpassen').click();
  await page.locator('#waarde1').fill('45');
  await expect(page).toHaveURL(/top45%25/);
  await expect(page).toHaveURL(/opvallend=stapel/);
  await expect(page.locator('[data-map] svg')).toHaveClass(/bb-diff5/);
  await striking(page).getByText('De rekencijfers en hoe wij rekenden').click();
  const coming = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Alles als CSV' }).click();
  expect((await coming).suggestedFilename()).toBe('opvallend.csv');
});

test('without script and in English it says the same', async ({ browser, demo }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${demo.url}${stack}`);
  await page.locator('.colour-by').getByRole('link', { name: /het aantal cijfers/ }).click();
  await expect(page).toHaveURL(/opvallend=stapel/);
  await expect(striking(page).getByRole('heading', { name: 'Wat valt op?' })).toBeVisible();
  await page.goto(`${demo.url}en/${stack}&opvallend=poverty_share`);
  await expect(striking(page).getByRole('heading', { name: 'What stands out?' })).toBeVisible();
  await context.close();
});

test('a phone shows what stands out without scrolling sideways', async ({ page, demo }) => {
  await page.setViewportSize({ width: 320, height: 740 });
  await page.goto(`${demo.url}${stack}&opvallend=poverty_share`);
  await expect(striking(page)).toBeVisible();
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await picture(page, 'striking-phone');
});

test('an area that is pointed at or has the focus is shown in map, cloud and list', async ({ page, demo }) => {
  await page.goto(demo.url + stack);
  const code = (await page.locator('table.areas-list tr[data-code]').first().getAttribute('data-code')) ?? '';
  await page.locator(`table.areas-list tr[data-code="${code}"] th a`).hover();
  await expect(page.locator('[data-map] .lit-edge')).toHaveCount(1);
  await expect(page.locator(`.point[data-code="${code}"]`)).toHaveClass(/is-lit/);
  await page.locator(`[data-map] use[href="#b-${code}"]`).first().hover({ force: true });
  await expect(page.locator(`table.areas-list tr[data-code="${code}"]`).first()).toHaveClass(/is-lit/);
  await page.locator('#zoek').focus();
  await page.mouse.move(2, 2);
  await expect(page.locator('.lit-edge')).toHaveCount(0);
  await page.locator(`table.areas-list tr[data-code="${code}"] th a`).focus();
  await expect(page.locator('[data-map] .lit-edge')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(page.locator('.lit-edge')).toHaveCount(0);
});

test('areas that are picked in the cloud are marked in the list', async ({ page, demo }) => {
  await page.goto(demo.url + stack);
  await page.locator('#xvan').evaluate((s: HTMLInputElement) => {
    s.value = String(Number(s.min) + (Number(s.max) - Number(s.min)) / 2);
    s.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await expect(page.locator('[data-brushed] p').first()).toHaveText(/^\d+ buurt(en)? gekozen\.$/);
  const said = Number((await page.locator('[data-brushed] p').first().innerText()).split(' ')[0]);
  await expect(page.locator('.point.is-picked')).toHaveCount(said);
  await expect(page.locator('table.areas-list tr.is-picked')).toHaveCount(said);
  await expect(page).toHaveURL(/xvan=/);
  await page.reload();
  await expect(page.locator('.point.is-picked')).toHaveCount(said);
});

test('the page of a neighbourhood says of its figures whether they stand out', async ({ page, demo }) => {
  await page.goto(demo.url + stack);
  const code = (await page.locator('tr[data-code]').first().getAttribute('data-code')) ?? '';
  await page.goto(`${demo.url}buurt/${code}`);
  await expect(page.locator('.figure .stands').first()).toHaveText(/Valt (niet )?op|niet te zeggen/);
});

test('all neighbourhoods of 2015: The Hague is seen among its surroundings', async ({ page }) => {
  test.setTimeout(180_000);
  const server: Server | undefined = await serveWith([
    ['boundaries', shared('cbs-wijkbuurtkaart-2015/buurt_2015.geojson.gz'), '--year', '2015'],
    ['boundaries', shared('cbs-wijkbuurtkaart-2015/gemeente_2015.geojson.gz'), '--year', '2015'],
  ]);
  if (!server) return;
  try {
    await page.goto(`${server.url}${hague}&opvallend=social_assistance_rate`);
    await expect(page.locator('.lead').first()).toContainText('vallen hoge cijfers op, samen met de buurten eromheen');
    await expect(page.locator('.lead').first()).toContainText('hooguit 1 op de 20 toeval');
    await expect(striking(page)).toContainText('in 393 gemeenten');
    await expect(striking(page).locator('.group-head').first()).toContainText('Opvallend hoog');
    await expect(page.locator('[data-map] path.mark').first()).toBeAttached();
    await expectAccessible(page);
    await picture(page, 'striking-hague');
    await page.goto(`${server.url}en/${hague}&opvallend=stapel&toon=tegels`);
    await picture(page, 'striking-hague-tiles-en');
    await page.goto(`${server.url}${hague.replace('GM0518', 'NL00')}&opvallend=social_assistance_rate`);
    await expect(striking(page)).toContainText('geen buren op de kaart');
    await picture(page, 'striking-country');
    // Other colours of so many areas come without the pictures anew, and end up as the page itself.
    const asked: string[] = [];
    page.on('request', (r) => asked.push(new URL(r.url()).pathname));
    await page.locator('.colour-by').getByRole('link', { name: /het aantal cijfers/ }).click();
    await expect(page).toHaveURL(/stapelkaart\?.*opvallend=stapel/);
    await expect(page.locator('.lead').first()).toContainText(/cijfers|aantal/);
    expect(asked).toEqual(['/stapelkaart/opvallend', '/stapelkaart/rest']);
    const parts = () => page.locator('[data-part=map], [data-part=minis], [data-part=striking]').evaluateAll((all) => all.map((p) => p.outerHTML));
    const soft = await parts();
    await page.reload();
    expect(await parts()).toEqual(soft);
  } finally {
    await server.stop();
  }
});
