import { parseChf } from '@nyla/money';
import { expect, test } from '../support/test.js';

test('an automation from a template: its models, a run, the price of each step, its bookings; then a refusal', async ({
  clientOf,
  denyProvider,
  pageOf,
  provider,
}) => {
  const urs = await clientOf('urs');
  const page = await pageOf('urs');
  await page.goto('/automations');
  const main = page.getByRole('main');
  await expect(main.getByRole('heading', { level: 1, name: 'Automationen' })).toBeVisible();
  await main
    .getByRole('link', { name: /Monatliche Marktübersicht/ })
    .or(main.getByRole('listitem').getByRole('button', { name: /Monatliche Marktübersicht/ }))
    .first()
    .click();
  await expect(page.getByRole('tab', { name: /^Allgemein/ })).toBeVisible();

  await page.getByRole('tab', { name: /^LLM Modelle/ }).click();
  await expect(main.getByText('Kosten eines Laufs')).toBeVisible();
  await page.keyboard.press('Control+s');
  await expect(page.getByRole('button', { name: 'Jetzt ausführen' })).toBeEnabled();

  const before = await urs.balance();
  await page.getByRole('button', { name: 'Jetzt ausführen' }).click();
  const dialog = page.getByRole('dialog', { name: 'Jetzt ausführen' });
  for (const field of await dialog.getByRole('textbox').all()) {
    if ((await field.inputValue()) === '') await field.fill('Wärmepumpen in der Schweiz');
  }
  await dialog.getByRole('button', { name: 'Ausführen', exact: true }).click();
  await expect(main.getByText('erfolgreich').first()).toBeVisible({ timeout: 20_000 });
  const steps = main.getByRole('list', { name: 'Schritte' }).getByRole('listitem');
  await expect(steps.nth(0)).toContainText(/Tavily einfach.*CHF 0\.0096/);
  await expect(steps.nth(1)).toContainText(/erfolgreich.*CHF 0\.\d+/);
  const after = await urs.balance();
  const cost = parseChf(before.balance) - parseChf(after.balance);
  expect(cost).toBeGreaterThan(parseChf('0.0096'));

  await steps.nth(1).getByText('erfolgreich').click();
  await steps.nth(1).getByRole('link', { name: 'Beleg öffnen' }).click();
  await expect(page.getByRole('dialog').getByText('In Ihrem Browser nachgerechnet: stimmt')).toBeVisible();
  await page.goBack();

  await main.getByRole('link', { name: 'Buchungen' }).first().click();
  await expect(main.getByRole('heading', { level: 1, name: 'Buchungen' })).toBeVisible();
  await expect(page).toHaveURL(/runId=/);

  await denyProvider('anna', 'user', 'tavily');
  const asked = provider.requests.length;
  await page.goBack();
  await page.getByRole('button', { name: 'Jetzt ausführen' }).click();
  for (const field of await dialog.getByRole('textbox').all()) {
    if ((await field.inputValue()) === '') await field.fill('Wärmepumpen in der Schweiz');
  }
  await dialog.getByRole('button', { name: 'Ausführen', exact: true }).click();
  await expect(main.getByText(/freigegeben/).first()).toBeVisible({ timeout: 20_000 });
  expect(provider.requests.length).toBe(asked);
  expect((await urs.balance()).balance).toBe(after.balance);
});

test('something new can be tried out at once, and nothing is left unsaved without a question @phone', async ({
  clientOf,
  pageOf,
  provider,
}) => {
  const urs = await clientOf('urs');
  const page = await pageOf('urs');
  const main = page.getByRole('main');
  provider.script({ text: 'Drei Vorschläge.' });
  await page.goto('/automations/new');
  await page.getByRole('textbox', { name: 'Name' }).fill('Ideen sammeln');
  await page.getByRole('button', { name: 'Speichern und testen' }).click();
  // Without a step there is nothing to test; the field says so, and nothing was saved.
  await expect(page).toHaveURL(/\/automations\/new\?tab=steps/);
  await main.getByRole('button', { name: /Schritt hinzufügen/ }).click();
  await page.getByRole('menuitem', { name: /^Prompt/ }).click();
  await main.getByRole('textbox', { name: 'Prompt', exact: true }).fill('Nenne drei Ideen.');
  await page.getByRole('button', { name: 'Speichern und testen' }).click();
  const drawer = page.getByRole('dialog', { name: 'Testlauf' });
  await drawer.getByRole('button', { name: 'Testlauf starten' }).click();
  await expect(drawer.getByText('erfolgreich').first()).toBeVisible({ timeout: 20_000 });
  await expect(drawer.getByText('Drei Vorschläge.')).toBeVisible();
  await drawer.getByRole('button', { name: 'Schliessen' }).click();
  await expect(page).toHaveURL(/\/automations\/[0-9a-f-]{36}/);

  await page.getByRole('tab', { name: /^Allgemein/ }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Ideen sammeln und sortieren');
  await page.getByRole('button', { name: /^Benutzermenü/ }).click();
  await page.getByRole('menuitem', { name: 'Abmelden' }).click();
  const question = page.getByRole('dialog', { name: 'Änderungen verwerfen?' });
  await question.getByRole('button', { name: 'Hier bleiben' }).click();
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('Ideen sammeln und sortieren');
  await page.keyboard.press('Control+s');
  // A phone has no room for a button that does nothing.
  const save = page.getByRole('button', { name: 'Speichern', exact: true });
  await expect(save.and(page.locator(':enabled'))).toHaveCount(0);
  await page.getByRole('link', { name: 'Chat' }).click();
  await expect(page).toHaveURL(/\/chat/);
  expect((await urs.balance()).state).toBe('ok');
});
