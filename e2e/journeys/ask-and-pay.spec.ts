import { formatMoney, parseChf } from '@nyla/money';
import { ChatPage, LUNA, receiptOf } from '../support/chat.js';
import { PASSWORD, PEOPLE } from '../support/people.js';
import { expect, test } from '../support/test.js';

const FULL = { precision: 'full' } as const;

test('sign in, ask, see the price before and after, find the same booking, and the balance has fallen by it [lesson: next-price]', {
  tag: '@phone',
}, async ({ page, clientOf, provider }) => {
  const urs = await clientOf('urs');
  const before = await urs.balance();
  provider.scriptOnce({ wordDelayMs: 60, words: 16 });

  await page.goto('/');
  await expect(page).toHaveURL(/\/login/);
  await page.getByLabel('E-Mail').fill(PEOPLE.urs.email);
  await page.getByLabel('Passwort', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(page).toHaveURL(/\/chat$/);

  const chat = new ChatPage(page);
  await expect(chat.badge).toContainText(formatMoney(before.available ?? '0', { precision: 'cash' }));
  await chat.chooseModel(LUNA.name);
  await chat.composer.fill('Was ist eine Buchung?');
  await expect(chat.estimate).toBeVisible();
  const [likely = '', maximum = ''] = (await chat.estimate.innerText()).match(/[\d.']+\d/g) ?? [];
  expect(parseChf(likely)).toBeGreaterThan(0n);
  expect(parseChf(likely)).toBeLessThanOrEqual(parseChf(maximum));

  await chat.composer.press('Enter');
  const answer = chat.answers.last();
  await expect(answer).toContainText('Antwort läuft');
  await expect(answer).toContainText('Der Saldo stimmt mit');
  await expect(chat.prices).toHaveCount(1);
  await expect(answer).not.toContainText('Antwort läuft');

  const stored = (await urs.chat(await chat.chatId())).messages.at(-1);
  const price = stored?.price;
  expect(price?.amount).toMatch(/^0\.\d+$/);
  if (!price) return;
  await expect(chat.prices).toHaveText(
    `${formatMoney(price.amount)} · ${stored.usage?.input} → ${stored.usage?.output} Tokens`,
  );
  await expect(chat.prices).toHaveAttribute('title', formatMoney(price.amount, FULL));
  expect(parseChf(price.amount)).toBeLessThanOrEqual(parseChf(maximum));

  const booking = await urs.transaction(price.transactionId);
  const charged = formatMoney(booking.amount, { ...FULL, signed: true });
  await chat.prices.click();
  const receipt = receiptOf(page);
  await expect(receipt).toContainText(charged);
  await expect(receipt).toContainText('In Ihrem Browser nachgerechnet: stimmt');
  await expect(receipt).toContainText(booking.id);
  await receipt.getByRole('button', { name: 'Schliessen' }).click();
  await expect(receipt).toBeHidden();
  await expect(chat.prices).toBeFocused();

  await page.getByRole('navigation', { name: 'Hauptnavigation' }).getByRole('link', { name: 'Guthaben' }).click();
  await page.getByRole('link', { name: 'Buchungen', exact: true }).click();
  await expect(page).toHaveURL(/\/billing\/transactions$/);
  const main = page.getByRole('main');
  // The address changes first; until the page is loaded the chat is still there, with buttons of its own.
  await expect(main.getByRole('heading', { level: 1, name: 'Buchungen' })).toBeVisible();
  const newest = main.getByRole('button', { name: /Beleg öffnen$/ }).or(main.getByRole('listitem').getByRole('button'));
  await newest.first().click();
  await expect(receipt).toContainText(charged);
  await expect(receipt).toContainText(booking.id);
  await expect(receipt).toContainText('In Ihrem Browser nachgerechnet: stimmt');

  const after = await urs.balance();
  expect(parseChf(before.balance) - parseChf(after.balance)).toBe(parseChf(price.amount));
  expect(parseChf(booking.amount)).toBe(-parseChf(price.amount));
  expect(parseChf(booking.balanceAfter)).toBe(parseChf(after.balance));
  expect(after.held).toBe(before.held);
  await expect(chat.badge).toContainText(formatMoney(after.available ?? '0', { precision: 'cash' }));
});

test('the demo provider answers too, and says that its answers are simulated', async ({ pageOf, clientOf }) => {
  const urs = await clientOf('urs');
  const before = await urs.balance();
  const chat = new ChatPage(await pageOf('urs'));
  await chat.open();
  await chat.chooseModel('Demo Swift');
  await chat.ask('Wie plane ich ein Projekt?');
  await expect(chat.answers).toContainText('simulierte Antwort');
  const [, answer] = (await urs.chat(await chat.chatId())).messages;
  const after = await urs.balance();
  expect(parseChf(before.balance) - parseChf(after.balance)).toBe(parseChf(answer?.price?.amount ?? '0'));
});
