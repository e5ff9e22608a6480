// Every page of the site, in both languages: it answers, nothing in it stands in the way of anybody, and it fits a
// narrow screen.
import { expect, expectAccessible, expectNoSidewaysScroll, type Page, picture, type Server, test } from './fixture.ts';

// Each page stands by itself, so they may be walked side by side.
test.describe.configure({ mode: 'parallel' });

const stack = 'in=GM1999&niveau=buurt&laag=unemployment_benefit_rate&laag=social_assistance_rate&laag=youth_care_share';

/** The pages of the example municipality; one whose address holds a code takes the first that another page leads to. */
const pages: Record<string, (page: Page, demo: Server) => Promise<string>> = {
  start: async () => '',
  gemeente: async () => 'gemeente/GM1999',
  wijk: (page, demo) => first(page, demo, '/wijk/'),
  buurt: (page, demo) => first(page, demo, '/buurt/'),
  stapelkaart: async () => `stapelkaart?${stack}`,
  tegels: async () => `stapelkaart?${stack}&toon=tegels`,
  'stapelkaart-kiezen': async () => 'stapelkaart?in=GM1999',
  stapels: async () => 'stapels',
  bronnen: async () => 'bronnen',
  levering: async (page, demo) => {
    await page.goto(`${demo.url}bronnen`);
    return ((await page.locator('tbody a').first().getAttribute('href')) ?? '').slice(1);
  },
  inlezen: async () => 'bronnen/inlezen',
  cijfer: async () => 'cijfer/social_assistance_rate',
  uitleg: async () => 'uitleg',
  toegankelijkheid: async () => 'toegankelijkheid',
  zoeken: async () => 'zoek?q=buurt',
};

async function first(page: Page, demo: Server, part: string): Promise<string> {
  await page.goto(`${demo.url}gemeente/GM1999`);
  return ((await page.locator(`main a[href*="${part}"]`).first().getAttribute('href')) ?? '').slice(1);
}

for (const [name, address] of Object.entries(pages)) {
  for (const language of ['nl', 'en']) {
    test(`${name} in ${language}: accessible, and fits 320 pixels`, async ({ page, demo }) => {
      const path = await address(page, demo);
      const url = `${demo.url}${language === 'en' ? 'en/' : ''}${path}`;
      const answer = await page.goto(url);
      expect(answer?.status()).toBe(200);
      await expect(page.locator('html')).toHaveAttribute('lang', language);
      await expect(page.locator('h1')).toHaveCount(1);
      for (const details of await page.locator('details').all()) await details.evaluate((d) => ((d as HTMLDetailsElement).open = true));
      await expectAccessible(page);
      if (language === 'nl') await picture(page, name);
      await page.setViewportSize({ width: 320, height: 700 });
      await expectNoSidewaysScroll(page);
      if (language === 'nl') {
        await expectAccessible(page);
        await picture(page, `${name}-320`);
      }
    });
  }
}

test('the language switch stays on the same page', async ({ page, demo }) => {
  await page.goto(`${demo.url}stapelkaart?${stack}`);
  await page.getByRole('link', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page).toHaveURL(/\/en\/stapelkaart\?.*laag=social_assistance_rate/);
});

test('a neighbourhood fits two sheets of paper', async ({ page, demo }) => {
  await page.goto(demo.url + (await first(page, demo, '/buurt/')));
  const pdf = (await page.pdf({ format: 'A4', tagged: true, preferCSSPageSize: true })).toString('latin1');
  expect(pdf.match(/\/Type\s*\/Page\b/g)?.length, 'pages').toBeLessThanOrEqual(2);
  expect(pdf, 'tagged for who listens to it').toContain('/StructTreeRoot');
});

test('pages are light', async ({ page, demo }) => {
  for (const path of ['', 'gemeente/GM1999', `stapelkaart?${stack}`, 'uitleg']) {
    const answer = await page.request.get(demo.url + path, { headers: { 'Accept-Encoding': 'gzip' } });
    const sizes = answer.headers()['content-length'];
    expect(Number(sizes), `${path} in bytes over the line`).toBeLessThan(100_000);
  }
});
