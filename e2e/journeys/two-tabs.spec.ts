import { formatMoney } from '@nyla/money';
import { ChatPage, ENDLESS, LUNA } from '../support/chat.js';
import { expect, test } from '../support/test.js';

test('a second tab sees an answer grow, may not ask meanwhile, and can stop it', async ({
  clientOf,
  pageOf,
  provider,
}) => {
  const urs = await clientOf('urs');
  const { id: chatId } = await urs.newChat();
  const page = await pageOf('urs');
  const first = new ChatPage(page);
  const second = new ChatPage(await page.context().newPage());
  await first.open({ chatId });

  provider.scriptOnce(ENDLESS);
  await first.send('Frage aus dem ersten Fenster');
  await expect(first.answers).toContainText('Der Saldo');
  await second.open({ chatId });
  await expect(second.questions).toHaveText(['Frage aus dem ersten Fenster']);
  await expect(second.answers).toContainText('Der Saldo stimmt mit der Summe');
  const busy = await urs.send(chatId, 'dazwischen', LUNA.id);
  expect(busy.status()).toBe(409);
  expect(await busy.json()).toMatchObject({ code: 'chat.busy' });

  await second.stopButton.click();
  await expect(first.answers).toContainText('Gestoppt.');
  await expect(second.answers).toContainText('Gestoppt.');
  await expect(first.prices).toHaveCount(1);
  await expect(second.prices).toHaveCount(1);
  expect(await second.answers.innerText()).toBe(await first.answers.innerText());
  expect((await urs.chat(chatId)).messages).toHaveLength(2);
});

test('the balance falls in a second tab that only looks on, without a reload', async ({ clientOf, pageOf }) => {
  const urs = await clientOf('urs');
  const operator = await clientOf('operator');
  const { mandateId } = await urs.me();
  const page = await pageOf('urs');
  const chat = new ChatPage(page);
  await chat.open();
  const other = await page.context().newPage();
  await other.goto('/billing');
  const available = other.getByRole('region', { name: 'Verfügbar' });
  await expect(available).toContainText(formatMoney((await urs.balance()).available ?? '0'));

  await operator.credit(mandateId, '1.25', 'Aufladung im Test');
  const { available: credited } = await urs.balance();
  await expect(available).toContainText(formatMoney(credited ?? '0'));
  await chat.ask('Was kostet das?');
  const after = formatMoney((await urs.balance()).balance, { precision: 'full' });
  await expect(available.getByTitle(after).or(available.getByText(after)).first()).toBeVisible();
  await expect(chat.badge).toContainText(formatMoney((await urs.balance()).available ?? '0', { precision: 'cash' }));
  await operator.reverse(
    mandateId,
    (await (await clientOf('anna')).transactions({ type: 'credit' }))[0]?.id ?? '',
    'Test',
  );
});

test('two windows that ask at once in one chat: one is answered, the other is told and keeps its text', async ({
  clientOf,
  pageOf,
  provider,
}) => {
  const urs = await clientOf('urs');
  const { id: chatId } = await urs.newChat();
  const page = await pageOf('urs');
  const chats = [new ChatPage(page), new ChatPage(await page.context().newPage())];
  for (const chat of chats) await chat.open({ chatId });
  for (const chat of chats) await chat.composer.fill('Gleichzeitig');
  provider.script(ENDLESS);
  await Promise.all(chats.map((chat) => chat.sendButton.click()));
  const refused = (chat: ChatPage) => chat.page.getByText('In diesem Chat läuft noch eine Antwort.').count();
  await expect.poll(async () => (await Promise.all(chats.map(refused))).toSorted()).toEqual([0, 1]);
  provider.reset();
  await urs.stop(chatId);
  await expect
    .poll(async () => (await urs.chat(chatId)).messages.map(({ role, status }) => `${role} ${status}`))
    .toEqual(['user completed', 'assistant aborted']);
  const drafts = await Promise.all(chats.map((chat) => chat.composer.inputValue()));
  expect(drafts.toSorted()).toEqual(['', 'Gleichzeitig']);
});
