// The free map: it draws our own tiles, and where it cannot, the page says so and leads back to the stack map.
import { expect, expectAccessible, picture, test } from './fixture.ts';

const stack = 'in=GM1999&niveau=buurt&laag=unemployment_benefit_rate&laag=social_assistance_rate&laag=poverty_share';

test('the free map draws, and a click says which area it is', async ({ page, demo }) => {
  await page.goto(`${demo.url}stapelkaart?${stack}`);
  const link = page.getByRole('link', { name: 'Vrij rondkijken op de kaart' });
  await expect(async () => {
    // Tiles are made after the program starts; the page offers the map once they are there.
    await page.reload();
    await expect(link).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 30_000 });
  await link.click();
  await expect(page.locator('[data-island="freemap"][data-ready]')).toBeVisible({ timeout: 30_000 });
  await page.locator('.maplibregl-canvas').click({ position: { x: 500, y: 200 } });
  await expect(page.locator('[data-said] a')).toHaveAttribute('href', /gekozen=BU1999/);
  await picture(page, 'vrije-kaart');
  await expectAccessible(page);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the free map says what it needs and leads back', async ({ page, demo }) => {
    const address = `${demo.url}kaart?${stack}&jaar=2024`;
    await expect(async () => expect((await page.request.get(address)).status()).toBe(200)).toPass({ timeout: 30_000 });
    await page.goto(address);
    await expect(page.locator('[data-away]')).toContainText('WebGL');
    await page.getByRole('link', { name: 'Terug naar de stapelkaart' }).first().click();
    await expect(page.locator('.lead').first()).toContainText(/In \d+ van de/);
  });
});
