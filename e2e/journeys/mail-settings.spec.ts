import type { Page } from '@playwright/test';
import { runCommand } from '../support/gateway-process.js';
import { expect, test } from '../support/test.js';

const EMAIL = 'treuhand@extern.ch';

async function openSettings(page: Page): Promise<void> {
  await page.goto('/settings/notifications');
  await expect(page.getByRole('heading', { level: 1, name: 'Benachrichtigungen' })).toBeVisible();
}

/** The last month that is over, in Zurich. */
function lastMonth(): string {
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Zurich' }).format(new Date());
  const last = new Date(Date.parse(`${today.slice(0, 7)}-01T00:00:00Z`) - 86_400_000);
  return last.toISOString().slice(0, 7);
}

test('an admin names a contact, sees who gets what, and has a report sent', { tag: '@phone' }, async ({
  pageOf,
  clientOf,
  house,
}) => {
  const page = await pageOf('bea');
  await openSettings(page);
  const contacts = page.getByRole('list', { name: 'Kontakte' });
  const reportReaders = page.getByRole('region', { name: 'Monatsbericht' }).getByRole('list');
  await expect(page.getByText(/gehen sie an die Admins/).first()).toBeVisible();
  await expect(reportReaders.first()).toContainText('admin@beispiel.local');

  await page.getByRole('button', { name: 'Kontakt hinzufügen' }).click();
  const dialog = page.getByRole('dialog', { name: 'Kontakt hinzufügen' });
  await expect(dialog.getByLabel(/^E-Mail/)).toBeFocused();
  await dialog.getByLabel(/^E-Mail/).fill('treuhand@extern');
  await dialog.getByRole('button', { name: 'Hinzufügen' }).click();
  await expect(dialog.getByText('Das ist keine einzelne E-Mail-Adresse.')).toBeVisible();
  await expect(dialog.getByText('Bitte geben Sie einen Namen ein, auf einer Zeile.')).toBeVisible();
  await expect(dialog.getByLabel(/^E-Mail/)).toBeFocused();
  await dialog.getByLabel(/^E-Mail/).fill(` ${EMAIL.toUpperCase()} `);
  await dialog.getByLabel(/^Name/).fill('Treuhand Zürich');
  await dialog.getByLabel('Sprache der Mails').selectOption('fr-CH');
  await dialog.getByRole('button', { name: 'Hinzufügen' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Treuhand Zürich ist als Kontakt erfasst.' })).toBeVisible();
  await expect(contacts.getByRole('listitem')).toHaveCount(1);
  await expect(contacts).toContainText(EMAIL);
  await expect(reportReaders.first()).toContainText(EMAIL);
  await expect(reportReaders.first()).not.toContainText('admin@beispiel.local');

  // The same address again, written otherwise: it says so at the field, and keeps what was typed.
  await page.getByRole('button', { name: 'Kontakt hinzufügen' }).click();
  await dialog.getByLabel(/^E-Mail/).fill('Treuhand@Extern.ch');
  await dialog.getByLabel(/^Name/).fill('Noch einmal');
  await dialog.getByRole('button', { name: 'Hinzufügen' }).click();
  await expect(dialog.getByText('Diese Adresse ist schon erfasst.')).toBeVisible();
  await expect(dialog.getByLabel(/^Name/)).toHaveValue('Noch einmal');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Kontakt hinzufügen' })).toBeFocused();

  await page.getByRole('button', { name: 'Treuhand Zürich bearbeiten' }).click();
  const editing = page.getByRole('dialog', { name: 'Kontakt bearbeiten' });
  await editing.getByLabel('Warnungen zum Guthaben').uncheck();
  await editing.getByRole('button', { name: 'Speichern' }).click();
  await expect(editing).toBeHidden();
  await expect(contacts).not.toContainText('Warnungen zum Guthaben');
  await expect(page.getByText(/gehen sie an die Admins/)).toHaveCount(1);

  await page.getByRole('button', { name: /^Bericht für .* jetzt an mich senden$/ }).click();
  await expect(page.getByRole('status').filter({ hasText: 'unterwegs an admin@beispiel.local' })).toBeVisible();
  await expect(page.getByText(/Es wurde noch kein Bericht verschickt|Zuletzt verschickt/)).toBeVisible();
  await runCommand(house, ['report', '--month', lastMonth(), '--again'], '');
  await page.reload();
  await expect(page.getByText(/Zuletzt verschickt: .* an treuhand@extern\.ch/)).toBeVisible();

  await page.getByRole('button', { name: 'Treuhand Zürich entfernen' }).click();
  await page
    .getByRole('dialog', { name: 'Treuhand Zürich entfernen?' })
    .getByRole('button', { name: 'Entfernen' })
    .click();
  await expect(page.getByText(/Noch ist kein Kontakt erfasst/)).toBeVisible();

  const trail = await (await clientOf('bea')).http.get('/api/v1/audit?subject=billing_contact');
  const { items } = (await trail.json()) as { items: { action: string }[] };
  expect(items.slice(0, 3).map(({ action }) => action)).toEqual([
    'billing_contact.removed',
    'billing_contact.changed',
    'billing_contact.added',
  ]);
});

test('a person chooses the own mails, and the settings say who wants none', { tag: '@phone' }, async ({ pageOf }) => {
  const page = await pageOf('bea');
  await page.goto('/account');
  const report = page.getByRole('switch', { name: 'Monatsbericht' });
  await expect(report).toBeChecked();
  const kept = page.waitForResponse(
    (response) => response.url().endsWith('/account/mails') && response.request().method() === 'PUT',
  );
  await report.focus();
  await page.keyboard.press('Space');
  expect((await kept).status()).toBe(200);
  await page.reload();
  await expect(report).not.toBeChecked();
  await openSettings(page);
  await expect(page.getByText('Niemand erhält diese Mails')).toBeVisible();
  await expect(page.getByText('möchte diese Mails nicht')).toBeVisible();

  await page.getByRole('link', { name: 'Meine Mails' }).click();
  const back = page.waitForResponse(
    (response) => response.url().endsWith('/account/mails') && response.request().method() === 'PUT',
  );
  await report.focus();
  await page.keyboard.press('Space');
  expect((await back).status()).toBe(200);
  await expect(report).toBeChecked();
});

test('a member has no such settings, but the own mails', async ({ pageOf }) => {
  const page = await pageOf('urs');
  await page.goto('/account');
  await expect(page.getByRole('switch', { name: 'Automationen' })).toBeVisible();
  await expect(page.getByRole('switch', { name: 'Monatsbericht' })).toHaveCount(0);
  await page.goto('/settings/notifications');
  await expect(page.getByRole('heading', { level: 1, name: 'Benachrichtigungen' })).toHaveCount(0);
});

test('whoever gets mails without an account ends them with one button', { tag: '@phone' }, async ({
  browser,
  house,
}) => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${house.baseUrl}/unsubscribe/${'A'.repeat(86)}`);
  await expect(page.getByRole('heading', { level: 1, name: 'Dieser Link gilt nicht mehr' })).toBeVisible();

  let unsubscribedAt: string | null = null;
  await page.route('**/api/v1/unsubscriptions/*', async (route) => {
    if (route.request().method() === 'POST') unsubscribedAt = '2026-11-22T10:00:00.000Z';
    const json = { mandateName: 'Beispiel GmbH', email: EMAIL, report: true, warnings: false, unsubscribedAt };
    await route.fulfill({ json });
  });
  await page.goto(`${house.baseUrl}/unsubscribe/gueltig`);
  await expect(page.getByText('Monatsbericht')).toBeVisible();
  await expect(page.getByText('Warnungen zum Guthaben')).toHaveCount(0);
  // Opening the page ends nothing: mail programs open links by themselves.
  expect(unsubscribedAt).toBeNull();
  await page.getByRole('button', { name: 'Abbestellen' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sie sind abgemeldet' })).toBeVisible();
  await expect(page.getByText('keine Mails mehr an treuhand@extern.ch')).toBeVisible();
});
