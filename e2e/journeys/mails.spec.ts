import type { AutomationDetailDto } from '@nyla/contracts';
import { expect, test } from '../support/test.js';

test('the operator sends a test mail, finds it as a mail without a server, reads it and sends it again', {
  tag: '@phone',
}, async ({ pageOf }) => {
  const page = await pageOf('operator');
  const main = page.getByRole('main');
  await page.goto('/admin/mails');
  await expect(main.getByRole('heading', { level: 1, name: 'Mails' })).toBeVisible();
  await expect(main.getByText('Es ist kein Mailserver eingerichtet')).toBeVisible();
  await main.getByRole('button', { name: 'Testmail an mich' }).click();
  await expect(main.getByText('Eine Testmail an operator@nyla.local ist unterwegs.')).toBeVisible();

  const mail = main.getByRole('list', { name: 'Mails' }).getByRole('listitem').first();
  await expect(mail).toContainText('Testmail · operator@nyla.local');
  await expect(mail).toContainText('verschickt', { timeout: 20_000 });
  await main.getByLabel('Stand').selectOption('nicht zustellbar');
  await expect(main.getByText('Keine Mail passt zum Filter.')).toBeVisible();
  await main.getByRole('button', { name: 'Filter aufheben' }).first().click();
  await main.getByRole('searchbox', { name: 'Adressen durchsuchen' }).fill('operator@');
  await expect(page).toHaveURL(/q=operator/);

  await mail.getByRole('link').click();
  const frame = main.locator('iframe');
  await expect(frame).toHaveAttribute('sandbox', '');
  await expect(
    frame
      .contentFrame()
      .getByText(/Olivia Operator/)
      // The first is what lists of mails show behind the subject.
      .filter({ visible: true })
      .first(),
  ).toBeVisible();
  await main.getByText('Nur Text').click();
  await expect(main.getByRole('region', { name: 'Inhalt der Mail' })).toContainText('Olivia Operator');
  await main.getByRole('button', { name: 'Erneut senden' }).click();
  await expect(main.getByText('Die Mail ist wieder in der Warteschlange.')).toBeVisible();

  await page.goto('/admin/audit');
  await expect(
    main.getByText('Olivia Operator hat eine Mail an operator@nyla.local erneut gesendet').first(),
  ).toBeVisible();
});

test('an admin sends the own test mail; an automation that mails is refused a stranger, and a test of it writes to who tests', {
  tag: '@phone',
}, async ({ clientOf, pageOf }) => {
  const page = await pageOf('bea');
  const main = page.getByRole('main');
  await page.goto('/settings/billing');
  await main.getByRole('button', { name: 'Testmail an mich' }).click();
  await expect(main.getByText(/Testmail an admin@beispiel.local geht nicht hinaus/)).toBeVisible();

  await page.goto('/automations/new');
  await main.getByRole('textbox', { name: 'Name' }).first().fill('Bericht per Mail');
  await page.getByRole('tab', { name: /^Schritte/ }).click();
  await main.getByRole('button', { name: 'Schritt hinzufügen' }).first().click();
  await page.getByRole('menuitem', { name: /^Mail/ }).click();
  const recipients = main.getByRole('combobox', { name: 'Empfänger', exact: true });
  await recipients.fill('fremd@anders.example');
  await recipients.press('Enter');
  await main.getByRole('textbox', { name: 'Betreff' }).fill('Bericht vom {{run.date}}');
  await main.getByRole('textbox', { name: 'Text', exact: true }).fill('# Bericht\n\nGuten Tag, Zürich');
  await page.keyboard.press('Control+s');
  await expect(page.getByRole('button', { name: 'Jetzt ausführen' })).toBeEnabled();
  await page.getByRole('button', { name: 'Jetzt ausführen' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Ausführen', exact: true }).click();
  await expect(main.getByText(/weder Mitglied des Mandanten noch ein erlaubter Empfänger/).first()).toBeVisible({
    timeout: 20_000,
  });

  await page.getByRole('tab', { name: /^Schritte/ }).click();
  await main.getByRole('combobox', { name: 'Erlaubte Empfänger' }).fill('@anders.example');
  await main.getByRole('combobox', { name: 'Erlaubte Empfänger' }).press('Enter');
  await page.keyboard.press('Control+s');

  const bea = await clientOf('bea');
  const id = /automations\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? '';
  const savedAs = async () => (await (await bea.http.get(`/api/v1/automations/${id}`)).json()) as AutomationDetailDto;
  await expect.poll(async () => (await savedAs()).definition.allowedRecipients).toEqual(['@anders.example']);
  const run = await bea.http.post(`/api/v1/automations/${id}/runs`, { data: { test: true } });
  expect(run.status()).toBe(201);
  const operator = await pageOf('operator');
  await operator.goto('/admin/mails?kind=automation_mail');
  const mail = operator.getByRole('list', { name: 'Mails' }).getByRole('listitem').first();
  await expect(mail).toContainText('Mail einer Automation · admin@beispiel.local', { timeout: 20_000 });
  await mail.getByRole('link').click();
  await expect(
    operator
      .getByRole('main')
      .getByText(/Bericht vom/)
      .first(),
  ).toBeVisible();
  // Others come to an empty list of automations.
  expect((await bea.http.delete(`/api/v1/automations/${id}`)).status()).toBe(204);
});
