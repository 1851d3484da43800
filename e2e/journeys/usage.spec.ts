import { readFileSync } from 'node:fs';
import { parseChf } from '@nyla/money';
import type { Page } from '@playwright/test';
import { parse } from 'csv-parse/sync';
import { LUNA } from '../support/chat.js';
import { expect, test } from '../support/test.js';

const sums = (page: Page) => page.getByText(/^Verbrauch im Filter: CHF/);
const saved = (page: Page) => page.getByRole('dialog', { name: 'Gespeicherte Filter' });

/** Amounts as Nyla writes them, in nano-francs. */
function parseShown(text: string): bigint {
  return parseChf(text.replace('−', '-').replaceAll(/[^\d.-]/g, ''));
}

async function openSaved(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Gespeicherte Filter' }).click();
  await expect(saved(page)).toBeVisible();
}

test('the forecast adds up, and the balance is checked now', { tag: '@phone' }, async ({ pageOf, clientOf }) => {
  const page = await pageOf('bea');
  await page.goto('/billing');
  const card = page.getByRole('region', { name: 'Prognose für diesen Monat' });
  await card.getByText('Wie wird das berechnet?').click();
  const lines = card.getByRole('table', { name: 'Berechnung der Prognose' }).locator('tbody tr');
  await expect(lines.last()).toContainText('Voraussichtlich');
  const cells = lines.locator('td > span');
  const amounts = await cells.evaluateAll((all) =>
    all.map((cell) => cell.getAttribute('title') ?? cell.textContent ?? ''),
  );
  const parts = amounts.slice(0, -1).reduce((sum, text) => sum + parseShown(text), 0n);
  expect(parseShown(amounts.at(-1) ?? '')).toBe(parts);
  await card.getByRole('link', { name: 'Stimmt mein Guthaben?' }).click();

  await expect(page).toHaveURL(/\/billing\/check$/);
  await expect(page.getByRole('heading', { name: 'Ja: Das Guthaben ist die Summe aller Buchungen.' })).toBeVisible();
  const bea = await clientOf('bea');
  const { accountId } = await bea.balance();
  const bookings = (await bea.transactions()).filter((booking) => booking.accountId === accountId);
  const account = page.getByRole('region', { name: 'Konto des Mandanten' });
  const [balance, sum] = await account.locator('dd').allInnerTexts();
  expect(sum).toBe(balance);
  const counted = await account.getByText(/^Summe aus/).innerText();
  expect(Number(counted.replaceAll(/\D/g, ''))).toBe(bookings.length);
  await page.getByRole('button', { name: 'Nochmals prüfen' }).click();
  await expect(page.getByText(/^Geprüft am/)).toBeVisible();
});

test('a filter is kept, found again on another device, renamed and removed', { tag: '@phone' }, async ({ pageOf }) => {
  const page = await pageOf('bea');
  const name = `OpenAI ${test.info().project.name}`;
  await page.goto('/billing/transactions?range=30d&connectorType=openai');
  await expect(sums(page)).toBeVisible();
  await openSaved(page);
  await saved(page).getByRole('button', { name: 'Speichern' }).click();
  await expect(saved(page).getByText('Geben Sie einen Namen ein.')).toBeVisible();
  await saved(page).getByLabel('Aktuelle Filter speichern unter').fill(name);
  await saved(page).getByRole('button', { name: 'Speichern' }).click();
  await expect(saved(page).getByText(`Die Filter sind als «${name}» gespeichert.`)).toBeVisible();

  const elsewhere = await pageOf('bea');
  await elsewhere.goto('/billing/transactions?type=credit');
  await openSaved(elsewhere);
  await saved(elsewhere).getByLabel('Aktuelle Filter speichern unter').fill(name.toUpperCase());
  await saved(elsewhere).getByRole('button', { name: 'Speichern' }).click();
  await expect(saved(elsewhere).getByText('Diesen Namen gibt es schon.')).toBeVisible();
  await saved(elsewhere).getByRole('button', { name, exact: true }).click();
  await expect(elsewhere).toHaveURL(
    /\/billing\/transactions\?(?=.*range=30d)(?=.*connectorType=openai)(?!.*type=credit)/,
  );

  await openSaved(elsewhere);
  await saved(elsewhere)
    .getByRole('button', { name: `«${name}» umbenennen` })
    .click();
  await saved(elsewhere).getByLabel(`«${name}» umbenennen`).fill(`${name} neu`);
  await saved(elsewhere).getByRole('button', { name: 'Speichern' }).first().click();
  await saved(elsewhere)
    .getByRole('button', { name: `«${name} neu» löschen` })
    .click();
  await saved(elsewhere).getByRole('button', { name: 'Löschen', exact: true }).click();
  await expect(saved(elsewhere).getByRole('button', { name: `${name} neu`, exact: true })).toHaveCount(0);
  await page.reload();
  await openSaved(page);
  await expect(saved(page).getByLabel('Aktuelle Filter speichern unter')).toBeVisible();
  await expect(saved(page).getByText(name)).toHaveCount(0);
});

test('files hold what the total says, and can be broken off', { tag: '@phone' }, async ({ pageOf }) => {
  const page = await pageOf('bea');
  await page.goto('/billing/transactions?range=30d&type=debit');
  await expect(sums(page)).toBeVisible();
  const shown = parseShown((await sums(page).innerText()).replace(/ in .*/, ''));
  const choose = async (format: string) => {
    await page.getByRole('button', { name: 'Exportieren' }).click();
    await page.getByRole('menuitem', { name: format }).click();
  };
  const csvDownload = page.waitForEvent('download');
  await choose('CSV für Excel');
  const csv = await csvDownload;
  const rows: Record<string, string>[] = parse(readFileSync(await csv.path()), {
    bom: true,
    columns: true,
    delimiter: ';',
  });
  const sum = rows.reduce((nano, row) => nano - parseChf(row['Betrag CHF'] ?? ''), 0n);
  // What is shown may be rounded to the digits that matter.
  const difference = sum > shown ? sum - shown : shown - sum;
  expect(difference).toBeLessThan(10_000_000n);
  await expect(page.getByText(/^buchungen-.*\.csv ist gespeichert: .* Buchungen\.$/)).toBeVisible();
  await page.getByRole('button', { name: 'Schliessen' }).click();

  const xlsxDownload = page.waitForEvent('download');
  await choose('Excel (XLSX)');
  const xlsx = await xlsxDownload;
  expect(xlsx.suggestedFilename()).toMatch(/^buchungen-\d{4}-\d{2}-\d{2}\.xlsx$/);
  expect(
    readFileSync(await xlsx.path())
      .subarray(0, 2)
      .toString(),
  ).toBe('PK');

  await page.route('**/billing/transactions?*format=csv*', () => undefined);
  await choose('CSV für Excel');
  await expect(page.getByText(/^buchungen-.*\.csv: ca\. 0 von .* Buchungen$/)).toBeVisible();
  await page.getByRole('button', { name: 'Abbrechen' }).click();
  await expect(page.getByRole('progressbar', { name: 'Fortschritt des Exports' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Exportieren' })).toBeEnabled();
});

test('a large file goes straight to the disk, and what was begun is thrown away when the line breaks', async ({
  pageOf,
}) => {
  const page = await pageOf('bea');
  await page.addInitScript(() => {
    const log: string[] = [];
    Object.assign(window, {
      diskLog: log,
      showSaveFilePicker: async ({ suggestedName }: { suggestedName: string }) => {
        log.push(`pick ${suggestedName.slice(-4)}`);
        return {
          createWritable: async () => ({
            write: async (piece: Uint8Array) => log.push(piece.length > 0 ? 'write' : 'nothing'),
            close: async () => log.push('close'),
            abort: async () => log.push('abort'),
          }),
        };
      },
    });
  });
  await page.route('**/billing/transactions/summary*', (route) =>
    route.fulfill({ json: { bookings: 300_000, calls: 300_000, used: '1.00', other: '0.00', total: '-1.00' } }),
  );
  await page.goto('/billing/transactions');
  await expect(sums(page)).toBeVisible();
  const log = () => page.evaluate(() => (window as unknown as { diskLog: string[] }).diskLog);
  const choose = async () => {
    await page.getByRole('button', { name: 'Exportieren' }).click();
    await page.getByRole('menuitem', { name: 'CSV für Excel' }).click();
  };
  await choose();
  await expect(page.getByText(/ist gespeichert/).first()).toBeVisible();
  const written = await log();
  expect([written[0], written.at(-1), written.includes('abort')]).toEqual(['pick .csv', 'close', false]);
  await page.route('**/billing/transactions?*format=csv*', (route) => route.abort('connectionreset'));
  await choose();
  await expect(page.getByRole('alert')).toContainText('Verbindung');
  expect((await log()).at(-1)).toBe('abort');
  await expect(page.getByRole('alert').getByRole('button', { name: 'Erneut versuchen' })).toBeVisible();
});

test('a booking leads back to the chat that caused it', { tag: '@phone' }, async ({ pageOf, clientOf }) => {
  const bea = await clientOf('bea');
  const { id } = await bea.newChat();
  await bea.ask(id, 'Wie spät ist es?', LUNA.id);
  const [booking] = await bea.transactions({ type: 'debit' });
  const page = await pageOf('bea');
  await page.goto(`/billing/transactions?receipt=${booking?.id}`);
  await page.getByRole('dialog', { name: 'Beleg' }).getByRole('link', { name: 'Chat öffnen' }).click();
  await expect(page).toHaveURL(new RegExp(`/chat/${id}$`));
});

test('usage is grouped by automation, compared with the period before, and saved', async ({ pageOf }) => {
  const page = await pageOf('bea');
  await page.goto('/billing?range=7d&view=table');
  const usage = page.getByRole('table', { name: /^Verbrauch nach Anbieter und Zeit/ });
  await expect(usage.getByRole('rowheader', { name: 'Vorperiode' })).toBeVisible();
  await expect(usage.getByRole('rowheader', { name: 'Veränderung' })).toBeVisible();
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Diese Zahlen als CSV' }).click();
  const text = readFileSync(await (await saving).path(), 'utf8');
  expect(text.split('\r\n')[0]).toContain('Tag;Anbieter;Aufrufe');
  await page.getByRole('radiogroup', { name: 'Gruppieren nach' }).getByText('Automation').click();
  await expect(page).toHaveURL(/group=automationId/);
  await expect(page.getByRole('columnheader', { name: 'Ohne Automation' })).toBeVisible();
});
