import { violationsOf } from '../support/axe.js';
import { ChatPage, LUNA, SWIFT } from '../support/chat.js';
import { photograph } from '../support/layout.js';
import { expect, test } from '../support/test.js';

const DRAFT = 'Fasse mir dieses Protokoll zusammen';

test('without credit a card says what is missing, the draft stays, and the operator’s credit lets it pass [lesson: says-why]', async ({
  clientOf,
  pageOf,
  provider,
  withBalance,
}) => {
  const operator = await clientOf('operator');
  const anna = await clientOf('anna');
  await withBalance(anna, '0.00');
  const asked = provider.requests.length;
  const page = await pageOf('urs');
  const chat = new ChatPage(page);
  await chat.open();
  await expect(chat.badge).toContainText('CHF 0.00');
  await expect(chat.badge).toHaveAccessibleName(/Guthaben aufgebraucht/);
  await chat.composer.fill(DRAFT);
  await expect(page.getByText(/^Guthaben reicht nicht, höchstens CHF/)).toBeVisible();
  await chat.sendButton.click();

  const card = page.getByRole('alert').filter({ hasText: 'Das Guthaben reicht für diese Anfrage nicht' });
  await expect(card).toContainText(/Verfügbar\s*CHF 0\.00/);
  await expect(card).toContainText(/Es fehlen\s*CHF 0\.\d+/);
  await expect(card).toContainText('Bitten Sie Ihre Administration um Guthaben');
  await expect(card).toContainText('Ihr Text ist unten erhalten geblieben');
  await expect(card.getByRole('button', { name: 'Admin anfragen' })).toBeVisible();
  await expect(chat.composer).toHaveValue(DRAFT);
  await expect(chat.questions).toHaveCount(0);
  expect(provider.requests.length).toBe(asked);
  expect(await violationsOf(page)).toEqual([]);
  await photograph(page, 'guthaben-leer');

  const { mandateId } = await anna.me();
  await operator.credit(mandateId, '3.00', 'Aufladung im Test');
  await expect(chat.badge).toContainText('CHF 3.00');
  const covered = page.getByRole('alert').filter({ hasText: 'Guthaben ist da' });
  await covered.getByRole('button', { name: 'Jetzt senden' }).click();
  await expect(chat.prices).toHaveCount(1);
  await expect(covered).toBeHidden();
  await expect(chat.composer).toHaveValue('');
});

test('a refused first message leaves no empty chat behind, and the next one takes its place', async ({
  clientOf,
  pageOf,
  withBalance,
}) => {
  const operator = await clientOf('operator');
  const anna = await clientOf('anna');
  await withBalance(anna, '0.00');
  const page = await pageOf('urs');
  const chat = new ChatPage(page);
  await chat.open();
  await chat.send(DRAFT);
  await expect(page.getByRole('alert')).toBeVisible();
  const refused = await chat.chatId();
  const list = page.getByRole('navigation', { name: 'Chats' });
  await page.getByRole('button', { name: 'Neuer Chat' }).first().click();
  await expect(page).toHaveURL(/\/chat$/);
  await expect(list.getByRole('link', { name: 'Ohne Titel' })).toHaveCount(0);

  await operator.credit((await anna.me()).mandateId, '3.00', 'Aufladung im Test');
  await expect(chat.badge).toContainText('CHF 3.00');
  await chat.ask('Ein neuer Versuch');
  expect(await chat.chatId()).toBe(refused);
  await expect(list.getByRole('link', { name: 'Ein neuer Versuch' })).toBeVisible();
  // What was refused is still there to be sent.
  await expect(chat.composer).toHaveValue(DRAFT);
});

test('the estimate in the composer notices new credit by itself', async ({ clientOf, pageOf, withBalance }) => {
  const operator = await clientOf('operator');
  const anna = await clientOf('anna');
  await withBalance(anna, '0.00');
  const chat = new ChatPage(await pageOf('urs'));
  await chat.open();
  await chat.composer.fill(DRAFT);
  await expect(chat.page.getByText(/^Guthaben reicht nicht, höchstens CHF/)).toBeVisible();
  await operator.credit((await anna.me()).mandateId, '3.00', 'Aufladung im Test');
  await expect(chat.badge).toContainText('CHF 3.00');
  await expect(chat.estimate).toBeVisible();
});

test('the card offers a permitted model that still fits, with its price', async ({ clientOf, pageOf, withBalance }) => {
  const anna = await clientOf('anna');
  const { maximum } = await anna.quote(SWIFT.id, DRAFT);
  await withBalance(anna, maximum);
  const chat = new ChatPage(await pageOf('anna'));
  await chat.open({ model: { id: 'openai/gpt-6-astra' } });
  await chat.send(DRAFT);
  const card = chat.page.getByRole('alert').filter({ hasText: 'Das Guthaben reicht für diese Anfrage nicht' });
  await expect(card.getByRole('link', { name: 'Aufladen' })).toHaveAttribute('href', '/billing/top-up');
  await card.getByRole('button', { name: /^Mit .* senden, höchstens CHF/ }).click();
  await expect(chat.prices).toHaveCount(1);
  expect((await anna.balance()).balance.startsWith('-')).toBe(false);
});

test('the card offers a shorter answer of the same model where that fits', async ({
  clientOf,
  pageOf,
  withBalance,
}) => {
  const anna = await clientOf('anna');
  const { likely } = await anna.quote(LUNA.id, DRAFT);
  await withBalance(anna, likely);
  const chat = new ChatPage(await pageOf('anna'));
  await chat.open();
  await chat.send(DRAFT);
  await chat.page.getByRole('button', { name: /^Kürzere Antwort \(höchstens [\d']+ Tokens\)$/ }).click();
  await expect(chat.prices).toHaveCount(1);
  expect((await anna.balance()).balance.startsWith('-')).toBe(false);
});
