import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { violationsOf } from '../support/axe.js';
import { ChatPage, receiptOf } from '../support/chat.js';
import { expect, test } from '../support/test.js';

/** A new person's first answer loads everything for the first time. */
const ANSWER_MS = 20_000;
const REASON = 'Rechnung 4711 ist seit 60 Tagen offen';

/** Makes a mandate in the browser and gives the link for its first admin. */
async function createMandate(page: Page, name: string, email: string): Promise<string> {
  await page.goto('/admin/mandates');
  await expect(page.getByRole('heading', { level: 1, name: 'Mandanten' })).toBeVisible();
  await page.getByRole('button', { name: 'Neuer Mandant' }).click();
  const dialog = page.getByRole('dialog', { name: 'Neuer Mandant' });
  await dialog.getByRole('button', { name: 'Mandant eröffnen' }).click();
  await expect(dialog.getByText('Bitte ausfüllen.')).toHaveCount(2);
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Startguthaben').fill('5.00');
  await dialog.getByLabel(/^E-Mail der ersten/).fill(email);
  await dialog.getByRole('button', { name: 'Mandant eröffnen' }).click();
  const done = page.getByRole('dialog', { name: 'Mandant eröffnet' });
  await expect(done).toContainText(`Einladung für ${email}`);
  expect(await violationsOf(page)).toEqual([]);
  const link = (await done.locator('code').textContent()) ?? '';
  await done.getByRole('button', { name: 'Mandant öffnen' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  return link;
}

async function credit(page: Page, amount: string, reason: string): Promise<void> {
  await page.getByRole('button', { name: 'Gutschreiben' }).click();
  const dialog = page.getByRole('dialog', { name: /^Gutschrift für/ });
  await dialog.getByLabel('Betrag').fill(amount);
  await dialog.getByLabel('Grund').fill(reason);
  await dialog.getByRole('button', { name: 'Weiter' }).click();
}

test('a mandate’s life: made, credited, corrected, suspended with a reason that its people see, and freed again', {
  tag: '@phone',
}, async ({ browser, clientOf, house, pageOf, playwright }) => {
  test.slow();
  const name = `Neuland ${randomUUID().slice(0, 8)} AG`;
  const email = `chefin-${randomUUID().slice(0, 8)}@neuland.test`;
  const page = await pageOf('operator');
  const main = page.getByRole('main');
  const link = await createMandate(page, name, email);
  await expect(main.getByText('CHF 5.00').first()).toBeVisible();

  // The first admin follows the link and can ask at once.
  const http = await playwright.request.newContext({ baseURL: house.baseUrl });
  const token = link.split('/').at(-1) ?? '';
  const accepted = await http.post(`/api/v1/invitations/${token}/accept`, {
    data: { displayName: 'Nora Neuland', password: 'Vier Sätze im Wald', locale: 'de-CH' },
  });
  expect(accepted.ok(), await accepted.text()).toBe(true);
  const context = await browser.newContext({ storageState: await http.storageState() });
  const noras = new ChatPage(await context.newPage());
  await noras.open();
  await noras.send('Guten Tag');
  await expect(noras.prices).toHaveCount(1, { timeout: ANSWER_MS });

  // Credit: reviewed before it is booked; a large one is typed twice.
  await credit(page, "12'500", 'Vorauszahlung');
  const dialog = page.getByRole('dialog', { name: /^Gutschrift für/ });
  await expect(dialog.getByText('Neues Guthaben')).toBeVisible();
  const book = dialog.getByRole('button', { name: "CHF 12'500.00 gutschreiben" });
  await book.click();
  await expect(dialog.getByText("Das ist nicht der Betrag CHF 12'500.00.")).toBeVisible();
  await dialog.getByLabel('Betrag nochmals eingeben').fill('12500');
  expect(await violationsOf(page)).toEqual([]);
  await book.dblclick();
  const receipt = receiptOf(page);
  await expect(receipt).toContainText("CHF +12'500.00");
  await receipt.getByRole('button', { name: 'Schliessen' }).click();

  // A mistake, and its correction: both stay, each refers to the other.
  await credit(page, '250', 'Vertippt');
  await dialog.getByRole('button', { name: 'CHF 250.00 gutschreiben' }).click();
  await expect(receipt).toContainText('Vertippt');
  await receipt.getByRole('button', { name: 'Stornieren' }).click();
  const reversal = page.getByRole('dialog', { name: 'Buchung stornieren' });
  await reversal.getByLabel('Grund der Stornierung').fill('Falscher Mandant');
  await reversal.getByRole('button', { name: 'Stornieren' }).click();
  await expect(receipt).toContainText('Falscher Mandant');
  await expect(receipt).toContainText(/-|−/);
  await receipt.getByRole('button', { name: 'Stornierte Buchung öffnen' }).click();
  await expect(receipt).toContainText('Vertippt');
  await expect(receipt.getByRole('button', { name: 'Stornieren' })).toBeHidden();
  await expect(receipt.getByRole('button', { name: 'Stornobuchung öffnen' })).toBeVisible();
  await receipt.getByRole('button', { name: 'Schliessen' }).click();
  const operator = await clientOf('operator');
  const line = (await operator.mandates(name)).items[0];
  expect(Number(line?.balance)).toBeGreaterThan(12_504);
  expect(Number(line?.balance)).toBeLessThan(12_505);

  // Suspended: refused at once, with the reason; what was, stays readable.
  await page.getByRole('button', { name: `Weitere Aktionen für ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Sperren' }).click();
  const suspending = page.getByRole('dialog', { name: `${name} sperren` });
  await suspending.getByLabel('Grund der Sperre').fill(REASON);
  await suspending.getByRole('button', { name: 'Sperren' }).click();
  await expect(main.getByText(/^Gesperrt seit/)).toBeVisible();
  await expect(main.getByText(REASON)).toBeVisible();
  await noras.send('Noch etwas');
  const notice = noras.page.getByRole('status').filter({ hasText: 'gesperrt' });
  await expect(notice).toContainText(REASON);
  await expect(noras.composer).toHaveValue('Noch etwas');
  expect(await violationsOf(noras.page)).toEqual([]);
  await noras.page.goto('/billing/transactions');
  await expect(noras.page.getByRole('heading', { level: 1, name: 'Buchungen' })).toBeVisible();
  await expect(noras.page.getByText('Vorauszahlung').first()).toBeVisible();

  // Freed: the next question is answered.
  await page.getByRole('button', { name: `Weitere Aktionen für ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Entsperren' }).click();
  await page
    .getByRole('dialog', { name: `${name} entsperren` })
    .getByRole('button', { name: 'Entsperren' })
    .click();
  await expect(main.getByText(/^Gesperrt seit/)).toBeHidden();
  await noras.open();
  await expect(notice).toBeHidden();
  await noras.send('Geht es wieder?');
  await expect(noras.prices).toHaveCount(1, { timeout: ANSWER_MS });
  await context.close();
  await http.dispose();
});

test('the overview: search, filters and order in the URL, totals of the filter, and the filter as a file', async ({
  pageOf,
}) => {
  const page = await pageOf('operator');
  await page.goto('/admin/mandates');
  const table = page.getByRole('table', { name: 'Mandanten' });
  await expect(table.getByRole('link', { name: 'Muster AG' })).toBeVisible();
  await table.getByRole('button', { name: 'Guthaben' }).click();
  await expect(page).toHaveURL(/sort=balance/);
  await expect(table.getByRole('columnheader', { name: 'Guthaben' })).toHaveAttribute('aria-sort', 'descending');
  await page.getByRole('searchbox', { name: 'Mandant suchen' }).fill('beispiel');
  await expect(page).toHaveURL(/q=beispiel/);
  await expect(table.getByRole('row')).toHaveCount(2);
  const totals = page.getByLabel('Summen über alle gefilterten Mandanten');
  await expect(totals).toContainText(/Mandanten\s*1/);

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Exportieren' }).click();
  await page.getByRole('menuitem', { name: 'CSV für Excel' }).click();
  expect((await download).suggestedFilename()).toMatch(/^mandanten-\d{4}-\d{2}-\d{2}\.csv$/);

  await page.getByRole('button', { name: 'Zustand', exact: true }).first().click();
  await page.getByRole('menuitemradio', { name: 'gesperrt' }).click();
  await expect(page.getByText('Kein Mandant passt zu diesen Filtern.')).toBeVisible();
  await page.getByRole('button', { name: 'Filter zurücksetzen' }).click();
  await table.getByRole('link', { name: 'Beispiel GmbH' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Beispiel GmbH' })).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/sort=balance/);
});
