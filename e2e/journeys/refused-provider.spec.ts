import { ChatPage, LUNA } from '../support/chat.js';
import { expect, test } from '../support/test.js';

test('a provider that the role does not allow is shown locked, cannot be chosen, and is never called', async ({
  clientOf,
  denyProvider,
  pageOf,
  provider,
}) => {
  await denyProvider('anna', 'user', 'openai');
  const asked = provider.requests.length;
  const page = await pageOf('urs');
  const chat = new ChatPage(page);
  await chat.open();
  await expect(chat.modelButton).toHaveAccessibleName(/jetzt Automatisch/);

  await chat.modelButton.click();
  const dialog = page.getByRole('dialog', { name: 'Modell wählen' });
  const locked = dialog.getByRole('option', { name: new RegExp(`^${LUNA.name}`) });
  await expect(locked).toHaveAttribute('aria-disabled', 'true');
  await expect(locked).toContainText('Nicht freigegeben');
  await expect(locked).toContainText('Administratorin');
  // Playwright would wait for ever until it is enabled; a reader just clicks.
  await locked.click({ force: true });
  await expect(dialog).toBeVisible();
  await dialog.getByRole('combobox').fill(LUNA.name);
  await dialog.getByRole('combobox').press('Enter');
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(chat.modelButton).toHaveAccessibleName(/jetzt Automatisch/);

  const urs = await clientOf('urs');
  const before = await urs.balance();
  const { id } = await urs.newChat();
  const response = await urs.send(id, 'Bitte trotzdem', LUNA.id);
  expect(response.status()).toBe(403);
  expect(await response.json()).toMatchObject({
    code: 'aicore.provider_not_allowed',
    details: { connectorType: 'openai', reason: 'not_permitted' },
  });
  expect(provider.requests.length).toBe(asked);
  expect(await urs.balance()).toEqual(before);
});

test('a provider that is locked while the page is open refuses with a way on, and keeps the draft', async ({
  denyProvider,
  pageOf,
  provider,
}) => {
  const chat = new ChatPage(await pageOf('urs'));
  await chat.open();
  await expect(chat.modelButton).toHaveAccessibleName(/jetzt GPT-6 Luna/);
  await chat.composer.fill('Eine Frage, die nicht hinaus darf');
  await expect(chat.estimate).toBeVisible();
  await denyProvider('anna', 'user', 'openai');
  const asked = provider.requests.length;
  await chat.sendButton.click();

  const card = chat.page.getByRole('alert').filter({ hasText: 'Nicht gesendet' });
  await expect(card).toContainText('ist für Sie nicht freigegeben');
  await expect(card.getByRole('button', { name: 'Anderes Modell wählen' })).toBeVisible();
  await expect(chat.composer).toHaveValue('Eine Frage, die nicht hinaus darf');
  expect(provider.requests.length).toBe(asked);

  await card.getByRole('button', { name: 'Anderes Modell wählen' }).click();
  const dialog = chat.page.getByRole('dialog', { name: 'Modell wählen' });
  await dialog.getByRole('option', { name: 'Demo Swift' }).click();
  await chat.sendButton.click();
  await expect(chat.prices).toHaveCount(1);
  await expect(chat.composer).toHaveValue('');
});
