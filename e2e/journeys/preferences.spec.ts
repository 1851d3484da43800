import { expect, type Page } from '@playwright/test';
import { test } from '../support/test.js';

const html = (page: Page) => page.locator('html');

async function chooseLanguage(page: Page, menu: string, language: string): Promise<void> {
  const saved = page.waitForResponse(
    (response) => response.url().endsWith('/me') && response.request().method() === 'PATCH',
  );
  await page.getByRole('button', { name: menu, exact: true }).click();
  await page.getByRole('menuitemradio', { name: language }).click();
  await saved;
}

test('the language changes to English and back, stays after a reload, and the account remembers it', async ({
  clientOf,
  pageOf,
}) => {
  const bea = await clientOf('bea');
  const page = await pageOf('bea');
  await page.goto('/billing');
  await expect(html(page)).toHaveAttribute('lang', 'de-CH');
  await expect(page).toHaveTitle('Guthaben · Nyla');
  await chooseLanguage(page, 'Sprache', 'English');
  await expect(html(page)).toHaveAttribute('lang', 'en');
  await expect(page.getByRole('navigation', { name: 'Main navigation' })).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Guthaben');
  await page.reload();
  await expect(html(page)).toHaveAttribute('lang', 'en');
  await expect(page).not.toHaveTitle(/Guthaben/);
  expect((await bea.me()).user.locale).toBe('en');

  await chooseLanguage(page, 'Language', 'Deutsch (Schweiz)');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Guthaben');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Guthaben');
  expect((await bea.me()).user.locale).toBe('de-CH');
});

test('the theme changes, stays after a reload, and «Wie System» follows the system', async ({ pageOf }) => {
  const page = await pageOf('urs');
  const scheme = 'data-mantine-color-scheme';
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('/account');
  await expect(html(page)).toHaveAttribute(scheme, 'light');
  const choose = async (name: string) => {
    await page.getByRole('button', { name: 'Darstellung', exact: true }).click();
    await page.getByRole('menuitemradio', { name, exact: true }).click();
  };
  await choose('Dunkel');
  await expect(html(page)).toHaveAttribute(scheme, 'dark');
  await page.reload();
  await expect(html(page)).toHaveAttribute(scheme, 'dark');
  await choose('Hell');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.reload();
  await expect(html(page)).toHaveAttribute(scheme, 'light');
  await choose('Wie System');
  await expect(html(page)).toHaveAttribute(scheme, 'dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(html(page)).toHaveAttribute(scheme, 'light');
});
