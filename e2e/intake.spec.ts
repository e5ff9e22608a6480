// Reading in a delivery in the browser: recognised, checked, asked about, saved, shown and taken back; and data of
// persons that stop at the door.
import { expect, expectAccessible, expectNoSidewaysScroll, picture, test } from './fixture.ts';

/** A file as somebody chooses it from their disk. */
function file(name: string, lines: string[]): { name: string; mimeType: string; buffer: Buffer } {
  return { name, mimeType: 'text/csv', buffer: Buffer.from(lines.join('\r\n')) };
}

test('a table of our own is recognised, asked about, saved and undone', async ({ page, demo }) => {
  await page.goto(`${demo.url}gemeente/GM1999`);
  const links = await page.locator('main a[href*="/buurt/"]').evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''));
  const codes = [...new Set(links.map((href) => href.slice(-10)))].filter((code) => /^BU\d{8}$/.test(code)).slice(0, 12);
  const rows = codes.map((code, i) => `${code};${20 + i},5`);

  await page.goto(`${demo.url}bronnen`);
  await page.getByRole('link', { name: 'Gegevens inlezen' }).click();
  await page.getByLabel('Een eigen tabel: CSV of XLSX').check();
  await page.getByLabel('Bestanden die bij elkaar horen').setInputFiles(file('fietsen.csv', ['buurtcode;fietsen_pct', ...rows]));
  await page.getByRole('button', { name: 'Herken dit bestand' }).click();

  await expect(page.getByLabel('Koppeling van kolommen aan cijfers')).toHaveValue(/fietsen_pct/);
  await expectAccessible(page);
  await picture(page, 'inlezen-controleren');
  const mapping = page.getByLabel('Koppeling van kolommen aan cijfers');
  const proposed = await mapping.inputValue();
  await mapping.fill(
    proposed
      .replace(/^title: .*$/m, 'title: "Fietsen"')
      .replace(/^source: .*$/m, 'source: "Gemeente Voorbeelddam"')
      .replace(/^year: .*$/m, 'year: 2024')
      .replace(/^period: .*$/m, 'period: 2024'),
  );
  await page.getByLabel('Ja, deze cijfers zijn openbaar').check();
  await page.getByRole('button', { name: 'Controleer opnieuw' }).click();
  await expect(page.locator('.lead')).toContainText('kan worden bewaard');
  await page.setViewportSize({ width: 320, height: 700 });
  await expectNoSidewaysScroll(page);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.getByRole('button', { name: 'Bewaar deze levering' }).click();
  await expect(page.getByRole('status')).toContainText('is bewaard');
  await expectAccessible(page);

  await page.getByRole('link', { name: 'Bekijk het verslag' }).click();
  await expect(page.locator('h1')).toHaveText('Fietsen');
  await page.getByRole('link', { name: 'Levering ongedaan maken' }).click();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Ja, maak ongedaan' }).click();
  await expect(page.locator('main')).not.toContainText('Fietsen');
});

test('counts that nobody published are protected, and the small one is on no page', async ({ page, demo }) => {
  const rows = ['BU19990000;13', 'BU19990001;7', 'BU19990002;55'];
  await page.goto(`${demo.url}bronnen/inlezen`);
  await page.getByLabel('Een eigen tabel: CSV of XLSX').check();
  await page.getByLabel('Bestanden die bij elkaar horen').setInputFiles(file('clienten.csv', ['buurtcode;clienten', ...rows]));
  await page.getByRole('button', { name: 'Herken dit bestand' }).click();
  const mapping = page.getByLabel('Koppeling van kolommen aan cijfers');
  await mapping.fill(
    (await mapping.inputValue())
      .replace(/^title: .*$/m, 'title: "Cliënten"')
      .replace(/^source: .*$/m, 'source: "Gemeente Voorbeelddam"')
      .replace(/^year: .*$/m, 'year: 2024')
      .replace(/^period: .*$/m, 'period: 2024')
      .replace(/unit: .*$/m, 'unit: persons'),
  );
  await page.getByRole('button', { name: 'Controleer opnieuw' }).click();
  await expect(page.locator('.lead')).toContainText('kan worden bewaard');
  await expect(page.locator('main')).toContainText('Niet getoond, om mensen te beschermen: 1 van de 3 cijfers');
  const after = page.getByText('Dezelfde rijen zoals ze zijn gelezen');
  await after.click();
  await expect(page.getByRole('row', { name: 'BU19990001' }).last()).toContainText('niet getoond, om mensen te beschermen');
  await expectAccessible(page);
  await picture(page, 'inlezen-beveiligd');
  await page.setViewportSize({ width: 360, height: 740 });
  await expectNoSidewaysScroll(page);
  await picture(page, 'inlezen-beveiligd-smal');
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.getByRole('button', { name: 'Bewaar deze levering' }).click();
  await expect(page.getByRole('status')).toContainText('is bewaard');
  await page.getByRole('link', { name: 'Bekijk het verslag' }).click();
  await expect(page.locator('main')).toContainText('blijft onthouden');
  await expect(page.locator('main')).not.toContainText(/\b7\b/);
  await picture(page, 'levering-beveiligd');
  await page.setViewportSize({ width: 360, height: 740 });
  await expectNoSidewaysScroll(page);
  await picture(page, 'levering-beveiligd-smal');
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(`${demo.url}buurt/BU19990001`);
  await expect(page.locator('main')).toContainText('niet getoond, om mensen te beschermen');
});

test('data of persons stop at the door, and nothing stays behind', async ({ browser, demo }) => {
  // A page of its own, since the browser itself reports the refusal as an error.
  const page = await browser.newPage();
  await page.goto(`${demo.url}bronnen/inlezen`);
  await page.getByLabel('Een eigen tabel: CSV of XLSX').check();
  const people = ['bsn;geboortedatum;buurtcode', ...Array.from({ length: 40 }, (_, i) => `${111222333 + i * 11};1980-01-${10 + (i % 20)};BU19990000`)];
  await page.getByLabel('Bestanden die bij elkaar horen').setInputFiles(file('clienten.csv', people));
  await page.getByRole('button', { name: 'Herken dit bestand' }).click();
  await expect(page.getByRole('alert')).toContainText(/persoon|personen/);
  await expect(page.locator('main')).not.toContainText('111222333');
  await page.close();
});
