import { formatMoney, parseChf, toChf } from '@nyla/money';
import type { Page } from '@playwright/test';
import { setBillingModel } from '../support/billing-models.js';
import type { Client } from '../support/client.js';
import { setBalance } from '../support/credit.js';
import { expect, test } from '../support/test.js';

const money = (amount: string) => formatMoney(amount).replace(' ', '\u00a0');
const plus = (a: string, b: string) => toChf(parseChf(a) + parseChf(b));

/** What the mandate may still book itself; the demo's limit is shared by all journeys of this month. */
async function remaining(client: Client): Promise<string> {
  const response = await client.http.get('/api/v1/billing/top-up-options');
  return ((await response.json()) as { remaining: string }).remaining;
}

async function openTopUp(page: Page): Promise<void> {
  await page.goto('/billing/top-up');
  await expect(page.getByRole('heading', { level: 1, name: 'Guthaben aufladen' })).toBeVisible();
}

test('an admin tops up within the limit, and sees the new balance and the booking', { tag: '@phone' }, async ({
  pageOf,
  clientOf,
}) => {
  const anna = await clientOf('anna');
  const before = (await anna.balance()).balance;
  const page = await pageOf('anna');
  await openTopUp(page);
  await expect(page.getByText('Noch möglich')).toBeVisible();
  await page.getByRole('button', { name: 'CHF 50', exact: true }).click();
  await expect(page.getByLabel('Betrag in CHF')).toHaveValue('50');
  await expect(page.getByText(/Wird sofort gebucht/)).toBeVisible();
  await page.getByLabel('Referenz (freiwillig)').fill('Bestellung 17');
  await page.getByRole('button', { name: 'Weiter' }).click();
  await expect(page.getByRole('heading', { name: 'Bitte prüfen' })).toBeFocused();
  await expect(page.getByText('Neuer Saldo')).toBeVisible();
  await page.getByRole('button', { name: /CHF\s50\.00 jetzt buchen/ }).click();
  await expect(page.getByRole('status').filter({ hasText: 'sind gebucht' })).toContainText(money(plus(before, '50')));
  expect((await anna.balance()).balance).toBe(plus(before, '50'));

  await page.getByRole('link', { name: 'Buchung zeigen' }).first().click();
  const receipt = page.getByRole('dialog', { name: 'Beleg' });
  await expect(receipt).toContainText('Bestellung 17');
  await expect(receipt).toContainText(/50\.00/);
  await setBalance(await clientOf('operator'), anna, before);
});

test('an admin asks for more, the operator books it with a second confirmation, the admin sees it', {
  tag: '@phone',
}, async ({ pageOf, clientOf }) => {
  const anna = await clientOf('anna');
  const before = (await anna.balance()).balance;
  const page = await pageOf('anna');
  await openTopUp(page);
  await page.getByLabel('Betrag in CHF').fill("12'000");
  await expect(page.getByText(/geht als Anfrage an den Betreiber/)).toBeVisible();
  await page.getByLabel('Mitteilung an den Betreiber (freiwillig)').fill('Für das Projekt Föhn');
  await page.getByRole('button', { name: 'Weiter' }).click();
  await page.getByRole('button', { name: 'Anfrage senden' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'ist beim Betreiber' })).toBeVisible();
  await expect(page.getByText('Offen', { exact: true }).first()).toBeVisible();

  const operator = await pageOf('operator');
  await operator.goto('/admin/requests');
  const request = operator.getByRole('list', { name: 'Anfragen' }).getByRole('listitem').first();
  await expect(request).toContainText('Muster AG');
  await expect(request).toContainText('Für das Projekt Föhn');
  await request.getByRole('button', { name: 'Buchen' }).click();
  const dialog = operator.getByRole('dialog', { name: 'Anfrage von Muster AG buchen' });
  await expect(dialog.getByLabel('Betrag in CHF')).toBeFocused();
  await dialog.getByLabel(/^Grund/).fill('Rechnung 2026-118 bezahlt');
  await dialog.getByRole('button', { name: /buchen$/ }).click();
  await expect(dialog.getByText('Das stimmt nicht mit dem Betrag überein.')).toBeVisible();
  await dialog.getByLabel(/^Betrag zur Bestätigung/).fill('12000');
  await dialog.getByRole('button', { name: /buchen$/ }).click();
  await expect(dialog).toBeHidden();
  await expect(operator.getByRole('status').filter({ hasText: 'für Muster AG gebucht' })).toBeVisible();

  await page.reload();
  await expect(page.getByText('Betreiber: Rechnung 2026-118 bezahlt').first()).toBeVisible();
  expect((await anna.balance()).balance).toBe(plus(before, '12000'));
  // The reversal of so large a credit needs its amount twice, too.
  const [booking] = await anna.transactions({ type: 'credit' });
  const operatorClient = await clientOf('operator');
  const { mandateId } = await anna.me();
  const reversal = await operatorClient.http.post(`/api/v1/admin/mandates/${mandateId}/adjustments`, {
    data: { reversalOf: booking?.id, reason: 'Probe', confirm: '12000' },
    headers: { 'idempotency-key': crypto.randomUUID() },
  });
  expect(reversal.status(), await reversal.text()).toBe(201);
});

test('a request can be withdrawn, and declined with a reason', async ({ pageOf, clientOf }) => {
  const page = await pageOf('anna');
  const anna = await clientOf('anna');
  const above = plus(await remaining(anna), '10');
  const ask = async () => {
    await openTopUp(page);
    await page.getByLabel('Betrag in CHF').fill(above);
    await page.getByRole('button', { name: 'Weiter' }).click();
    await page.getByRole('button', { name: 'Anfrage senden' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'ist beim Betreiber' })).toBeVisible();
  };
  await ask();
  await page.getByRole('button', { name: 'Zurückziehen' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Zurückziehen' }).click();
  await expect(page.getByText('Zurückgezogen').first()).toBeVisible();

  await ask();
  const operator = await pageOf('operator');
  await operator.goto('/admin/requests');
  await operator.getByRole('button', { name: 'Ablehnen' }).first().click();
  const dialog = operator.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Anfrage ablehnen' }).click();
  await expect(dialog.getByText('Geben Sie einen Grund an.')).toBeVisible();
  await dialog.getByLabel(/^Grund/).fill('Die letzte Rechnung ist offen');
  await dialog.getByRole('button', { name: 'Anfrage ablehnen' }).click();
  await expect(operator.getByText('Keine offenen Anfragen.')).toBeVisible();
  await page.reload();
  await expect(page.getByText('Betreiber: Die letzte Rechnung ist offen')).toBeVisible();
});

test('credit moves to a member and back, where members have their own', { tag: '@phone' }, async ({
  pageOf,
  clientOf,
}) => {
  const [operator, bea] = [await clientOf('operator'), await clientOf('bea')];
  const { mandateId } = await bea.me();
  await setBillingModel(operator, mandateId, 'PREPAY_USER');
  try {
    const page = await pageOf('bea');
    await page.goto('/settings/accounts');
    await page.getByRole('button', { name: 'Lea Keller Guthaben geben' }).click();
    const dialog = page.getByRole('dialog', { name: 'Guthaben verschieben' });
    await expect(dialog.getByLabel('Betrag in CHF')).toBeFocused();
    await dialog.getByLabel('Betrag in CHF').fill('100000');
    await expect(dialog.getByText(/^Verfügbar sind CHF/)).toBeVisible();
    await dialog.getByLabel('Betrag in CHF').fill('2.50');
    await dialog.getByRole('button', { name: 'Verschieben' }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByRole('status').filter({ hasText: 'Beispiel GmbH → Lea Keller' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Lea Keller Guthaben geben' })).toBeFocused();

    await page.getByRole('button', { name: 'Guthaben von Lea Keller zurücknehmen' }).click();
    await dialog.getByLabel('Betrag in CHF').fill('2.50');
    await dialog.getByLabel('Grund (freiwillig)').fill('Nicht gebraucht');
    await dialog.getByRole('button', { name: 'Verschieben' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'Lea Keller → Beispiel GmbH' })).toBeVisible();
    await page.getByRole('link', { name: 'Alle Verschiebungen' }).click();
    await expect(page.getByText('Nicht gebraucht').first()).toBeVisible();
  } finally {
    await setBillingModel(operator, mandateId, 'PREPAY_MANDATE');
  }
});

test('a typing error in the UID is told at the field, and nothing typed is lost', { tag: '@phone' }, async ({
  pageOf,
}) => {
  const page = await pageOf('anna');
  await page.goto('/settings/address');
  await page.getByLabel(/^Firma/).fill('Muster AG');
  await page.getByLabel(/^Strasse/).fill('Bahnhofstrasse');
  // Another one each time: what is saved already cannot be saved.
  await page.getByLabel(/^Nummer/).fill(String(Date.now() % 1_000));
  await page.getByLabel(/^PLZ/).fill('8001');
  await page.getByLabel(/^Ort/).fill('Zürich');
  await page.getByLabel(/^UID/).fill('che116281701');
  await page.getByLabel(/^E-Mail für Rechnungen/).fill('rechnung@muster.local');
  const uid = page.getByLabel(/^UID/);
  await expect(uid).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByText(/Die Prüfziffer passt nicht/)).toBeVisible();
  await page.getByRole('button', { name: 'Speichern' }).click();
  await expect(uid).toBeFocused();

  // Leaving asks first.
  await page.getByRole('link', { name: 'Abrechnung', exact: true }).click();
  await page.getByRole('dialog').getByRole('button').last().click();
  await expect(page.getByLabel(/^Firma/)).toHaveValue('Muster AG');

  await uid.fill('che116281710 mwst');
  await page.getByRole('button', { name: 'Speichern' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Gespeichert' })).toBeVisible();
  await page.reload();
  await expect(uid).toHaveValue('CHE-116.281.710 MWST');
});

test('thresholds of one’s own decide when credit counts as low', async ({ clientOf, pageOf, withBalance }) => {
  // More than a fifth of whatever was topped up last.
  await withBalance(await clientOf('anna'), '9000.00');
  const page = await pageOf('anna');
  await page.goto('/settings/billing');
  await expect(page.getByText('Gemeinsames Guthaben')).toBeVisible();
  const threshold = page.getByLabel('Weniger als so viele Franken verfügbar');
  await threshold.fill('viel');
  await expect(page.getByText('Geben Sie einen Betrag wie 20 oder 20.50 ein.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Speichern' })).toBeDisabled();
  await threshold.fill("9'999'999");
  await page.getByRole('button', { name: 'Speichern' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Gespeichert' })).toBeVisible();
  // What it comes to, and that it is crossed, stands above the fields at once.
  await expect(page.getByText(/^(Gewarnt am \d\d\.\d\d\.\d{4}, |Weniger als CHF)/)).toBeVisible();
  const rules = page.getByRole('list', { name: 'Wann Nyla warnt' });
  await expect(rules).toHaveText("Bei CHF\u00a09'999'999.00");
  await page.goto('/billing');
  await expect(page.getByText('Guthaben tief')).toBeVisible();
  await page.goto('/settings/billing');
  await threshold.fill('');
  await page.getByLabel('Weniger als so viele Prozent der letzten Aufladung').fill('20');
  await page.getByRole('button', { name: 'Speichern' }).click();
  await expect(rules).toHaveText(/^Bei CHF\u00a0[\d'.]+ \(20 % der letzten Aufladung von CHF\u00a0[\d'.]+\)$/);
  await expect(page.getByText(/^Nyla warnt, sobald weniger als CHF\u00a0[\d'.]+ verfügbar ist\.$/)).toBeVisible();
  await page.getByLabel('Weniger als so viele Prozent der letzten Aufladung').fill('');
  await page.getByRole('button', { name: 'Speichern' }).click();
  await expect(rules).toHaveText(/7 Tage/);
  await expect(page.getByRole('status').filter({ hasText: 'Gespeichert' })).toBeVisible();
});
