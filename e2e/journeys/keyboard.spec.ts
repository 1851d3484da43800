import { ChatPage, LUNA, receiptOf } from '../support/chat.js';
import { PASSWORD, PEOPLE } from '../support/people.js';
import { expect, test } from '../support/test.js';

const STEPS_MAX = 40;

test('everything by keyboard: sign in, choose a model, send, open and close the receipt', async ({ page }) => {
  const tabTo = async (target: ReturnType<typeof page.locator>) => {
    for (let step = 0; step < STEPS_MAX; step += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    await expect(target).toBeFocused();
  };
  await page.goto('/login');
  const email = page.getByLabel('E-Mail');
  await expect(email).toBeVisible();
  await tabTo(email);
  await page.keyboard.type(PEOPLE.urs.email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/chat$/);

  const chat = new ChatPage(page);
  await expect(chat.composer).toBeFocused();
  await tabTo(chat.modelButton);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Modell wählen' });
  await expect(dialog.getByRole('combobox')).toBeFocused();
  await page.keyboard.type(LUNA.name);
  await expect(dialog.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(chat.modelButton).toHaveAccessibleName(`Modell wählen, jetzt ${LUNA.name}`);
  await expect(chat.modelButton).toBeFocused();

  await page.keyboard.press('Shift+Tab');
  await expect(chat.composer).toBeFocused();
  await page.keyboard.type('Erste Zeile');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('zweite Zeile');
  await page.keyboard.press('Enter');
  await expect(chat.prices).toHaveCount(1);
  await expect(chat.questions).toHaveText(['Erste Zeile\nzweite Zeile'], { useInnerText: true });
  await expect(chat.composer).toBeFocused();

  for (let step = 0; step < STEPS_MAX; step += 1) {
    await page.keyboard.press('Shift+Tab');
    if (await chat.prices.evaluate((element) => element === document.activeElement)) break;
  }
  await expect(chat.prices).toBeFocused();
  await page.keyboard.press('Enter');
  const receipt = receiptOf(page);
  await expect(receipt).toContainText('stimmt');
  await page.keyboard.press('Escape');
  await expect(receipt).toBeHidden();
  await expect(chat.prices).toBeFocused();
});

test('arrow keys move through the models, and the locked ones can be read but not chosen', async ({
  denyProvider,
  pageOf,
}) => {
  await denyProvider('anna', 'user', 'openai');
  const page = await pageOf('urs');
  const chat = new ChatPage(page);
  await chat.open({ model: { id: 'demo/swift' } });
  await chat.modelButton.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Modell wählen' });
  const search = dialog.getByRole('combobox');
  await expect(search).toBeFocused();
  await page.keyboard.type(LUNA.name);
  const locked = dialog.getByRole('option', { name: LUNA.name });
  await expect(search).toHaveAttribute('aria-activedescendant', (await locked.getAttribute('id')) ?? '');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(chat.modelButton).toBeFocused();
});

test('the skip link leads past the navigation; a menu opens, moves and closes by keyboard', async ({ pageOf }) => {
  const page = await pageOf('urs');
  await page.goto('/account');
  await expect(page.getByRole('heading', { level: 1, name: 'Konto' })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Zum Inhalt springen' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  const menu = page.getByRole('button', { name: 'Darstellung', exact: true });
  await menu.focus();
  await page.keyboard.press('Enter');
  const choices = page.getByRole('menuitemradio');
  await expect(choices.filter({ hasText: 'Wie System' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(choices.filter({ hasText: 'Hell' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(choices.first()).toBeHidden();
  await expect(menu).toBeFocused();
});
