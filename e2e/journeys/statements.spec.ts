import { readFileSync } from 'node:fs';
import type { TransactionSummaryDto } from '@nyla/contracts';
import { parseChf } from '@nyla/money';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/test.js';

const MONTH = /^\S+ 20\d\d$/;
const panel = (page: Page, name: string) => page.getByRole('region', { name });

/** An amount as Nyla writes it, in nano-francs. */
function parseShown(text: string): bigint {
  return parseChf(text.replace('−', '-').replaceAll(/[+']|CHF\s/g, ''));
}

async function amountsIn(page: Page, name: string): Promise<bigint[]> {
  const cells = await panel(page, name).locator('tr > td:last-child').allInnerTexts();
  return cells.map(parseShown);
}

test('a past month is opened, adds up, leads to its bookings and comes as a file', { tag: '@phone' }, async ({
  pageOf,
}) => {
  const page = await pageOf('bea');
  await page.goto('/billing');
  await page.getByRole('navigation').getByRole('link', { name: 'Auszüge' }).click();
  await expect(page.getByText(/^Die nächsten Auszüge entstehen am /)).toBeVisible();
  await page.getByRole('link', { name: MONTH }).first().click();
  await expect(panel(page, 'Berechnung').getByRole('row').last()).toContainText('Schlusssaldo');

  const sums = await amountsIn(page, 'Berechnung');
  const closing = sums.pop();
  expect(sums.reduce((total, amount) => total + amount, 0n)).toBe(closing);
  const used = -(sums.at(-1) ?? 0n);
  for (const by of ['Anbieter', 'Modell', 'Funktion', 'Automation', 'Benutzer']) {
    const amounts = await amountsIn(page, `Verbrauch nach ${by}`);
    expect(amounts.pop(), by).toBe(used);
    expect(
      amounts.reduce((total, amount) => total + amount, 0n),
      by,
    ).toBe(used);
  }

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Herunterladen' }).click();
  await page.getByRole('menuitem', { name: 'PDF' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^nyla-auszug-20\d\d-\d\d-\d{4}\.pdf$/);
  expect(
    readFileSync(await file.path())
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-');

  const [line] = await amountsIn(page, 'Verbrauch nach Modell');
  const summary = page.waitForResponse((response) => response.url().includes('/transactions/summary'));
  await panel(page, 'Verbrauch nach Modell').getByRole('link').first().click();
  await expect(page).toHaveURL(/\/billing\/transactions\?.*model=/);
  const { used: listed } = (await (await summary).json()) as TransactionSummaryDto;
  expect(parseChf(listed ?? '')).toBe(line);
});

test('the operator says from when MWST is charged, and takes it back', { tag: '@phone' }, async ({ pageOf }) => {
  const page = await pageOf('operator');
  await page.goto('/admin/tax');
  await page.getByLabel('Gültig ab').fill('01.01.2031');
  await page.getByLabel('UID').fill('CHE-123.456.789');
  await page.getByRole('button', { name: 'Erfassen' }).click();
  await expect(page.getByText('Bitte eine gültige UID eingeben; die Prüfziffer muss stimmen.')).toBeVisible();
  await page.getByLabel('UID').fill('che123456788mwst');
  await page.getByRole('button', { name: 'Erfassen' }).click();
  const history = page.getByRole('list', { name: 'Verlauf' });
  await expect(history.getByText(/^CHE-123\.456\.788 MWST, 8\.1 %, ab /)).toBeVisible();
  await expect(page.getByText('Nicht als MWST-pflichtig eingetragen')).toBeVisible();
  await history.getByRole('button', { name: 'Zurückziehen' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Zurückziehen' }).click();
  await expect(history.getByText('zurückgezogen').first()).toBeVisible();
});
