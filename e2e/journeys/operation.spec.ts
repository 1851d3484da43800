import type { Page } from '@playwright/test';
import { expect, test } from '../support/test.js';

/** The line of links of an area; on a phone it scrolls. */
async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Betrieb' }).getByRole('link', { name, exact: true }).click();
}

test(
  'the operator adds a price with a slip of the finger, corrects it, changes the rate, verifies, and finds it all in the trail',
  { tag: '@phone' },
  async ({ pageOf }, { project }) => {
    const page = await pageOf('operator');
    const main = page.getByRole('main');
    // Each project has a model of its own, so that neither finds the other's prices.
    const model = project.name === 'phone' ? 'gpt-5.4-mini' : 'gpt-5.4-nano';
    await page.goto('/admin/prices');
    await main.getByRole('searchbox').fill(model);
    await main
      .getByRole('button', { name: /^(Preisverlauf von )?GPT/ })
      .first()
      .click();
    const history = page.getByRole('dialog', { name: 'Preisverlauf' });
    await expect(history.getByText('in Kraft', { exact: true })).toBeVisible();
    await history.getByRole('link', { name: 'Preis erfassen' }).click();

    await expect(main.getByRole('heading', { level: 1, name: /^Neuer Preis für/ })).toBeVisible();
    const perMillion = main.getByRole('group', { name: 'USD je Million Tokens', exact: true });
    const input = perMillion.getByLabel('Eingabe');
    const before = await input.inputValue();
    const typed = String(Number((Number(before) * 1.5).toFixed(3)));
    // The point slips two digits to the right.
    await input.fill(String(Number(typed) * 100));
    await main.getByRole('button', { name: 'Preis erfassen' }).click();
    await expect(main.getByRole('textbox', { name: 'Quelle' })).toHaveAccessibleDescription(/Bitte ausfüllen/);
    await main.getByRole('textbox', { name: 'Quelle' }).fill('openai.com/pricing, 22.11.2026');
    await main.getByRole('button', { name: 'Preis erfassen' }).click();
    await expect(main.getByText(/Mehr als zehnmal so viel/).first()).toBeVisible();
    await expect(main.getByRole('button', { name: 'Trotzdem erfassen' })).toBeDisabled();

    await input.fill(typed.replace('.', ','));
    await main.getByRole('button', { name: 'Preis erfassen' }).click();
    await expect(history.getByText('in Kraft', { exact: true })).toBeVisible();
    const versions = history.getByRole('list', { name: 'Preisverlauf' }).locator(':scope > li');
    await expect(versions.first()).toContainText('Olivia Operator');
    await expect(versions.first()).toContainText(/vorher 0\.\d+/);
    await expect(versions.nth(1)).toContainText('vergangen');
    await history.getByRole('button', { name: 'Schliessen' }).click();
    await expect(history).toBeHidden();

    await goTo(page, 'Wechselkurse');
    const rate = main.getByLabel('CHF für 1 USD');
    await rate.fill('8.1');
    await main.getByRole('textbox', { name: 'Quelle' }).fill('SNB, 22.11.2026');
    await main.getByRole('button', { name: 'Kurs erfassen' }).click();
    await expect(rate).toHaveAccessibleDescription(/zwischen 0\.2 und 5/);
    await rate.fill('0.81');
    await main.getByRole('button', { name: 'Kurs erfassen' }).click();
    await expect(main.getByText('1 USD = 0.81 CHF').first()).toBeVisible();
    await expect(rate).toHaveValue('');
    // One for later, which is taken back.
    await rate.fill('0.82');
    await main.getByRole('textbox', { name: 'Quelle' }).fill('Prognose');
    await main.getByRole('radio', { name: 'ab einem späteren Zeitpunkt' }).check();
    await main.getByRole('textbox', { name: 'Gültig ab' }).fill('01.01.2030');
    await page.keyboard.press('Escape');
    await main.getByRole('button', { name: 'Kurs erfassen' }).click();
    await main.getByRole('button', { name: 'Zurückziehen' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Ja, zurückziehen' }).click();
    await expect(main.getByText('zurückgezogen').first()).toBeVisible();

    await goTo(page, 'Hauptbuch');
    await main.getByRole('button', { name: 'Jetzt prüfen' }).click();
    await expect(main.getByText('Alles stimmt')).toBeVisible();
    await expect(main.getByText(/Buchungen auf .* Konten/)).toBeVisible();

    await goTo(page, 'Anbieter');
    await expect(main.getByText('nicht eingerichtet').first()).toBeVisible();
    await expect(main.getByText('PERPLEXITY_API_KEY')).toBeVisible();

    await goTo(page, 'Protokoll');
    await expect(main.getByText('Olivia Operator hat das Hauptbuch geprüft').first()).toBeVisible();
    await expect(main.getByText(/Olivia Operator hat einen künftigen Wechselkurs zurückgezogen/).first()).toBeVisible();
    await main.getByLabel('Bereich').selectOption('Preise');
    const line = main.getByRole('button', {
      name: new RegExp(`Preis für openai/${model.replaceAll('.', '\\.')} erfasst`),
    });
    await line.first().click();
    const drawer = page.getByRole('dialog', { name: 'Änderung' });
    await expect(drawer.getByRole('row', { name: /^Eingabe/ })).toContainText(typed);
    await expect(drawer.getByRole('row', { name: /^Eingabe/ })).toContainText(before);
    await expect(drawer.getByText('Nummer der Anfrage')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(drawer).toBeHidden();
    await expect(line.first()).toBeFocused();

    // Back to what the other tests reckon with.
    await goTo(page, 'Wechselkurse');
    await rate.fill('0.8');
    await main.getByRole('textbox', { name: 'Quelle' }).fill('zurück');
    await main.getByRole('button', { name: 'Kurs erfassen' }).click();
    await expect(main.getByText('1 USD = 0.80 CHF').first()).toBeVisible();
  },
);

test('what is the operator’s is not shown to an admin of a customer', { tag: '@phone' }, async ({ pageOf }) => {
  const page = await pageOf('anna');
  for (const path of ['prices', 'prices/new', 'fx-rates', 'ledger', 'health', 'audit']) {
    await page.goto(`/admin/${path}`);
    await expect(page.getByRole('heading', { name: 'Hier gibt es für Sie nichts zu sehen' })).toBeVisible();
  }
  await page.goto('/settings/audit');
  await expect(page.getByRole('heading', { level: 1, name: 'Protokoll' })).toBeVisible();
});
