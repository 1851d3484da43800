import type { Page } from '@playwright/test';
import { expect, test } from '../support/test.js';

const PAGE_CODE = '**/assets/usage-page*.js';

/** Lets `count` requests for the code of the page fail; answers how many were asked for. */
async function cutPageCode(page: Page, count: number): Promise<() => number> {
  let asked = 0;
  await page.route(PAGE_CODE, (route) => (++asked <= count ? route.abort() : route.continue()));
  return () => asked;
}

test('until the app draws itself its name is seen in the colours of the theme, and then is gone', async ({
  pageOf,
}) => {
  const page = await pageOf('urs');
  let letCome: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    letCome = resolve;
  });
  await page.route('**/assets/*.js', async (route) => {
    await held;
    await route.continue();
  });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('/billing', { waitUntil: 'commit' });
  const launch = page.locator('.launch');
  await expect(launch).toBeVisible();
  const background = await launch.evaluate((element) => getComputedStyle(element).backgroundColor);
  letCome();
  await expect(page.getByRole('heading', { name: 'Guthaben', level: 1 })).toBeVisible();
  await expect(launch).toBeHidden();
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(background);
});

test('a page whose code is cut off once comes all the same', async ({ pageOf }) => {
  const page = await pageOf('urs');
  const asked = await cutPageCode(page, 1);
  await page.goto('/billing');
  await expect(page.getByRole('heading', { name: 'Guthaben', level: 1 })).toBeVisible();
  expect(asked()).toBe(2);
});

test('a page whose code never comes says so, and the rest stays', async ({ pageOf }) => {
  const page = await pageOf('urs');
  await cutPageCode(page, Number.POSITIVE_INFINITY);
  await page.goto('/billing');
  await expect(page.getByRole('heading', { name: /^Diese Seite ist ab/ })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Chat', exact: true })).toBeVisible();
});
