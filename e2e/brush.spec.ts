// Linked brushing on a page that has nothing but codes on its areas: the patterns over the years of the example.
import { expect, expectAccessible, type Page, picture, test } from './fixture.ts';

const patterns =
  'patronen?in=GM1999&niveau=buurt&laag=unemployment_benefit_rate&laag=social_assistance_rate&laag=poverty_share';

/** Opens the page, and again for as long as the years are still being worked out. */
async function open(page: Page, address: string): Promise<void> {
  await expect(async () => {
    await page.goto(address);
    await expect(page.locator('main tr[data-area]').first()).toBeAttached({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
}

test('rows that are ticked are picked on the map, in words and in the address', async ({ page, demo }) => {
  await open(page, demo.url + patterns);
  await page.keyboard.press('t'); // unfolds the table
  const rows = page.locator('main tr[data-area]:visible');
  const codes = [await rows.nth(0).getAttribute('data-area'), await rows.nth(1).getAttribute('data-area')] as [string, string];
  await rows.nth(0).getByRole('checkbox').check();
  await expect(page.locator('.brush-status [role="status"]')).toHaveText('1 gebied gekozen');
  await expect(page.locator('.bb-map .core.picked').first()).toBeAttached();
  await rows.nth(1).getByRole('checkbox').focus();
  await page.keyboard.press('Space');
  await expect(page.locator('.brush-status [role="status"]')).toHaveText('2 gebieden gekozen');
  await expect(page).toHaveURL(new RegExp(`#gebieden=.*${codes[0]}`));
  await expectAccessible(page);
  await picture(page, 'brush');

  await page.reload();
  await expect(page.locator('.brush-status [role="status"]')).toHaveText('2 gebieden gekozen');
  await expect(page.locator(`tr[data-area="${codes[1]}"]`).first()).toHaveClass(/is-picked/);
  await page.keyboard.press('Escape');
  await expect(page.locator('.brush-status')).toBeHidden();
  await expect(page.locator('.bb-map .picked')).toHaveCount(0);
  await expect(page).not.toHaveURL(/gebieden=/);
});

test('a row that is pointed at is shown on every map', async ({ page, demo }) => {
  await open(page, demo.url + patterns);
  await page.keyboard.press('t');
  const row = page.locator('main tr[data-area]:visible').first();
  await row.hover();
  await expect(page.locator('.bb-map .lit-edge').first()).toBeAttached();
  await open(page, `${demo.url}en/${patterns}`);
  await page.keyboard.press('t');
  await page.locator('main tr[data-area]:visible').first().getByRole('checkbox').check();
  await expect(page.locator('.brush-status [role="status"]')).toHaveText('1 area picked');
  await page.getByRole('button', { name: 'Let go of the choice' }).click();
  await expect(page.locator('.brush-status')).toBeHidden();
});
