import { readFileSync } from 'node:fs';
import { formatMoney, parseChf } from '@nyla/money';
import type { Locator, Page } from '@playwright/test';
import { parse } from 'csv-parse/sync';
import { expect, test } from '../support/test.js';

const table = (page: Page) => page.getByRole('table', { name: 'Buchungen, neueste zuerst' });
const filters = (page: Page) => page.getByRole('group', { name: 'Filter' });

/** The texts of a column, without what only screen readers are told. */
async function column(page: Page, header: string): Promise<string[]> {
  const titles = await table(page).getByRole('columnheader').allInnerTexts();
  const index = titles.findIndex((title) => title.trim() === header);
  expect(index, `column ${header}`).toBeGreaterThanOrEqual(0);
  return table(page)
    .locator('tbody tr')
    .locator(`td:nth-child(${index + 1})`)
    .allInnerTexts();
}

/** A column's amounts with every digit: a table may show them rounded, and says them in full where it does. */
async function exactAmounts(page: Page, header: string): Promise<bigint[]> {
  const shown = await column(page, header);
  const titles = await table(page).getByRole('columnheader').allInnerTexts();
  const cells = table(page).locator(`tbody td:nth-child(${titles.findIndex((title) => title.trim() === header) + 1})`);
  const exact = await cells.evaluateAll((all) =>
    all.map((cell) => cell.querySelector('[title]')?.getAttribute('title')),
  );
  return shown.map((text, index) => parseShown(exact[index] ?? text));
}

/** An amount as Nyla writes it, in nano-francs. */
function parseShown(text: string): bigint {
  return parseChf(text.replace('−', '-').replaceAll(/[+']|CHF\s/g, ''));
}

/** The exact amount of one cell. */
async function exactAmount(cell: Locator): Promise<bigint> {
  const titled = cell.locator('[title]');
  return parseShown((await titled.count()) > 0 ? ((await titled.getAttribute('title')) ?? '') : await cell.innerText());
}

async function choose(page: Page, filter: string, value: string): Promise<void> {
  await filters(page).getByRole('button', { name: filter, exact: true }).click();
  await page.getByRole('menuitemradio', { name: value, exact: true }).click();
  await expect(filters(page).getByRole('button', { name: `${filter}: ${value}` })).toBeVisible();
}

test('filters live in the URL: a reload keeps them, and each can be taken away', async ({ pageOf, clientOf }) => {
  const bea = await clientOf('bea');
  const page = await pageOf('bea');
  await page.goto('/billing/transactions');
  await expect(table(page).locator('tbody tr')).toHaveCount(50);
  await choose(page, 'Art', 'Verbrauch');
  await choose(page, 'Anbieter', 'Demo');
  await expect(page).toHaveURL(/type=debit/);
  await expect(page).toHaveURL(/connectorType=demo/);
  const expected = await bea.transactions({ type: 'debit', connectorType: 'demo' });
  await expect(table(page).locator('tbody tr')).toHaveCount(Math.min(50, expected.length));
  await page.getByRole('searchbox', { name: 'Suchen' }).fill('sage');
  await expect(page).toHaveURL(/q=sage/);
  await page.reload();
  await expect(page.getByRole('searchbox', { name: 'Suchen' })).toHaveValue('sage');
  await expect(filters(page).getByRole('button', { name: 'Anbieter: Demo' })).toBeVisible();
  await expect(table(page).locator('tbody tr')).toHaveCount(Math.min(50, expected.length));
  await filters(page).getByRole('button', { name: 'Filter Anbieter entfernen' }).click();
  await expect(page).not.toHaveURL(/connectorType/);
  await page.getByRole('searchbox', { name: 'Suchen' }).fill('gibt es nicht');
  await expect(page.getByText('Keine Buchung passt zu diesen Filtern.')).toBeVisible();
  await page.getByRole('main').getByRole('button', { name: 'Filter zurücksetzen' }).last().click();
  await expect(page).toHaveURL(/\/billing\/transactions$/);
  await expect(table(page).locator('tbody tr')).toHaveCount(50);
});

test('the back button closes the receipt, undoes the step to another page, and restores its filters', async ({
  pageOf,
}) => {
  const page = await pageOf('bea');
  await page.goto('/billing/transactions?type=credit');
  const rows = table(page).locator('tbody tr');
  await rows
    .first()
    .getByRole('button', { name: /Beleg öffnen$/ })
    .click();
  const receipt = page.getByRole('dialog', { name: 'Beleg' });
  await expect(receipt).toContainText('Aufladung');
  await expect(page).toHaveURL(/receipt=/);
  await page.goBack();
  await expect(receipt).toBeHidden();
  await expect(page).toHaveURL(/type=credit$/);
  await page.getByRole('link', { name: 'Konto', exact: true }).click();
  await expect(page).toHaveURL(/\/account$/);
  await page.goBack();
  await expect(page).toHaveURL(/\/billing\/transactions\?type=credit$/);
  await expect(filters(page).getByRole('button', { name: 'Art: Aufladung' })).toBeVisible();
});

test('paging loads every booking once, newest first, with a running balance that ties', async ({
  pageOf,
  clientOf,
}) => {
  const bea = await clientOf('bea');
  const expected = await bea.transactions({ connectorType: 'demo' });
  const page = await pageOf('bea');
  await page.goto('/billing/transactions?connectorType=demo');
  const rows = table(page).locator('tbody tr');
  await expect(rows.first()).toBeVisible();
  const more = page.getByRole('button', { name: 'Weitere Buchungen laden' });
  for (let shown = 50; shown < expected.length; shown += 50) {
    await more.click();
    await expect(rows).toHaveCount(Math.min(shown + 50, expected.length));
  }
  await expect(page.getByText('Das sind alle Buchungen.')).toBeVisible();
  expect(await exactAmounts(page, 'Betrag CHF')).toEqual(expected.map(({ amount }) => parseChf(amount)));
  const decimals = (await column(page, 'Betrag CHF')).map((text) => text.split('.')[1]?.length);
  expect(new Set(decimals).size).toBe(1);
  // Other journeys may have given members accounts of their own for a while.
  const { accountId, balance: now } = await bea.balance();
  const all = (await bea.transactions()).filter((booking) => booking.accountId === accountId).toReversed();
  let balance = 0n;
  for (const { amount, balanceAfter } of all) {
    balance += parseChf(amount);
    expect(parseChf(balanceAfter)).toBe(balance);
  }
  expect(parseChf(now)).toBe(balance);
});

test('the CSV holds the filtered bookings, as the table shows them', async ({ pageOf, clientOf }) => {
  const expected = await (await clientOf('bea')).transactions({ q: 'sage', type: 'debit' });
  const page = await pageOf('bea');
  await page.goto('/billing/transactions?type=debit&q=sage');
  await expect(table(page).locator('tbody tr').first()).toBeVisible();
  await expect(page.getByText(/^Verbrauch im Filter: CHF/)).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Exportieren' }).click();
  await page.getByRole('menuitem', { name: 'CSV für Excel' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^buchungen-\d{4}-\d{2}-\d{2}\.csv$/);
  const bytes = readFileSync(await file.path());
  expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
  const rows: Record<string, string>[] = parse(bytes, { bom: true, columns: true, delimiter: ';' });
  expect(
    rows.map((row) => [row['Buchung'], row['Betrag CHF'], row['Saldo CHF'], row['Benutzer'], row['Modell']]),
  ).toEqual(
    expected.map(({ id, amount, balanceAfter, userName, model }) => [id, amount, balanceAfter, userName, model]),
  );
  for (const [header, name] of [
    ['Betrag CHF', 'Betrag CHF'],
    ['Saldo danach', 'Saldo CHF'],
  ] as const) {
    const shown = await exactAmounts(page, header);
    expect(shown).toEqual(rows.slice(0, shown.length).map((row) => parseChf(row[name] ?? '')));
  }
});

test('chart and table show the same figures, and both lead to the bookings behind them', async ({
  pageOf,
  clientOf,
}) => {
  const page = await pageOf('bea');
  await page.goto('/billing');
  const bars = page.locator('.recharts-bar-rectangle path');
  const view = page.getByRole('radiogroup', { name: 'Ansicht' });
  // The chart is drawn when it comes near.
  await view.evaluate((element) => element.scrollIntoView());
  await expect(bars.first()).toBeVisible();
  await view.getByRole('radio', { name: 'Tabelle' }).locator('xpath=..').click();
  await expect(page).toHaveURL(/view=table/);
  const usage = page.getByRole('table', { name: /^Verbrauch nach Anbieter und Zeit/ });
  const sums = usage
    .locator('tfoot tr')
    .filter({ has: page.getByRole('rowheader', { name: 'Total' }) })
    .locator('td');
  const total = await sums.last().innerText();
  await page.reload();
  await expect(sums.last()).toHaveText(total);
  const sum = await exactAmount(sums.last());
  await expect(page.getByRole('main')).toContainText(formatMoney(sum));

  const row = usage
    .locator('tbody tr')
    .filter({ hasNotText: /^\S+\s+–\s+–\s+–$/ })
    .nth(1);
  const day = await row.getByRole('rowheader').innerText();
  const amount = await exactAmount(row.locator('td').last());
  await row.getByRole('link').click();
  await expect(page).toHaveURL(/\/billing\/transactions\?from=.*&to=.*&type=debit/);
  await expect(page.getByText(`Verbrauch im Filter: ${formatMoney(amount)} in`)).toBeVisible();
  for (const time of await column(page, 'Zeit')) expect(time.startsWith(day)).toBe(true);
  await page.goBack();
  await expect(usage).toBeVisible();

  await view.getByRole('radio', { name: 'Diagramm' }).locator('xpath=..').click();
  await bars.first().click();
  await expect(page).toHaveURL(/\/billing\/transactions\?.*connectorType=/);
  await expect(table(page).locator('tbody tr').first()).toBeVisible();
  const url = new URL(page.url());
  const query = Object.fromEntries(
    ['from', 'to', 'type', 'connectorType'].map((name) => [name, url.searchParams.get(name) ?? '']),
  );
  const behind = await (await clientOf('bea')).transactions(query);
  const sumBehind = behind.reduce((nano, booking) => nano - parseChf(booking.amount), 0n);
  await expect(
    page.getByText(`Verbrauch im Filter: ${formatMoney(sumBehind)} in ${behind.length} Aufrufen`),
  ).toBeVisible();
});
