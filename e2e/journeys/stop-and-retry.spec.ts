import { parseChf } from '@nyla/money';
import { violationsOf } from '../support/axe.js';
import { ChatPage, ENDLESS } from '../support/chat.js';
import { photograph } from '../support/layout.js';
import { expect, test } from '../support/test.js';

for (const way of ['button', 'Esc'] as const) {
  test(`stopping by ${way}: the provider is let go, the answer is marked, and what was used is booked`, async ({
    clientOf,
    pageOf,
    provider,
  }) => {
    const urs = await clientOf('urs');
    const before = await urs.balance();
    const chat = new ChatPage(await pageOf('urs'));
    await chat.open();
    provider.scriptOnce(ENDLESS);
    await chat.send('Erzähle mir etwas Langes');
    await expect(chat.answers).toContainText('Der Saldo stimmt mit der Summe');
    const asksToStop = chat.page.waitForRequest(/\/stop$/);
    if (way === 'button') await chat.stopButton.click();
    else await chat.page.keyboard.press('Escape');
    const stoppedAt = (await (await asksToStop).response())?.request().timing().startTime ?? 0;

    await expect(chat.answers).toContainText('Gestoppt.');
    await expect.poll(() => provider.requests.at(-1)?.closedAtMs ?? null).not.toBeNull();
    const request = provider.requests.at(-1);
    expect(request?.aborted).toBe(true);
    expect((request?.closedAtMs ?? 0) - stoppedAt).toBeLessThan(1_000);
    await expect(chat.prices).toHaveCount(1);
    await expect(chat.prices).toContainText('geschätzt');
    await expect(chat.sendButton).toBeVisible();
    await photograph(chat.page, 'gestoppt');

    const answer = (await urs.chat(await chat.chatId())).messages.at(-1);
    expect(answer?.status).toBe('aborted');
    const after = await urs.balance();
    expect(parseChf(before.balance) - parseChf(after.balance)).toBe(parseChf(answer?.price?.amount ?? '0'));
    expect(parseChf(after.held)).toBe(0n);
    const booking = await urs.transaction(answer?.price?.transactionId ?? '');
    expect(booking).toMatchObject({ outcome: 'aborted', estimated: true });
  });
}

test('a provider error charges nothing, says so, and the retry answers', async ({ clientOf, pageOf, provider }) => {
  const urs = await clientOf('urs');
  const before = await urs.balance();
  const chat = new ChatPage(await pageOf('urs'));
  await chat.open();
  // The gateway tries again by itself; every attempt must fail.
  provider.script({ status: 500 });
  await chat.send('Antworte bitte');
  const retry = chat.page.getByRole('button', { name: 'Erneut versuchen' });
  await expect(retry).toBeVisible();
  await expect(chat.page.getByText(/^OpenAI antwortet gerade nicht\. .* Es wurde nichts verrechnet\.$/)).toBeVisible();
  await expect(chat.answers).toContainText('Keine Antwort erhalten');
  await expect(chat.page.getByRole('button', { name: 'Anderes Modell wählen' })).toBeVisible();
  expect(await violationsOf(chat.page)).toEqual([]);
  await photograph(chat.page, 'anbieter-gestoert');
  const failed = await urs.balance();
  expect(failed.balance).toBe(before.balance);
  expect(parseChf(failed.held)).toBe(0n);

  provider.reset();
  await retry.click();
  await expect(chat.prices).toHaveCount(1);
  await expect(retry).toBeHidden();
  await expect(chat.questions).toHaveText(['Antworte bitte']);
  const answers = (await urs.chat(await chat.chatId())).messages.filter(({ role }) => role === 'assistant');
  expect(answers.filter(({ status }) => status === 'completed')).toHaveLength(1);
});

test('a provider that breaks off in the middle: what came is kept, nothing is charged, the retry answers', async ({
  clientOf,
  pageOf,
  provider,
}) => {
  const urs = await clientOf('urs');
  const before = await urs.balance();
  const chat = new ChatPage(await pageOf('urs'));
  await chat.open();
  provider.scriptOnce({ words: 30, wordDelayMs: 20, cutAfter: 14 });
  await chat.send('Brich in der Mitte ab');
  const retry = chat.page.getByRole('button', { name: 'Erneut versuchen' });
  await expect(retry).toBeVisible();
  await expect(chat.answers).toContainText('Der Saldo stimmt');
  await expect(chat.answers).toContainText('Die Antwort ist abgebrochen');
  const failed = await urs.balance();
  const answer = (await urs.chat(await chat.chatId())).messages.at(-1);
  expect(answer?.status).toBe('failed');
  expect(answer?.price).toBeNull();
  expect(failed.balance).toBe(before.balance);
  expect(parseChf(failed.held)).toBe(0n);
  await retry.click();
  await expect(chat.prices.last()).toBeVisible();
  await expect(retry).toBeHidden();
});

test('a reload in the middle of an answer shows what was written, and how it went on', async ({
  clientOf,
  pageOf,
  provider,
}) => {
  const urs = await clientOf('urs');
  const before = await urs.balance();
  const chat = new ChatPage(await pageOf('urs'));
  await chat.open();
  provider.scriptOnce(ENDLESS);
  await chat.send('Erzähle mir etwas Langes');
  await expect(chat.answers).toContainText('Der Saldo stimmt mit der Summe aller Buchungen');
  await chat.page.reload();
  await expect(chat.questions).toHaveText(['Erzähle mir etwas Langes']);
  await expect(chat.answers).toContainText('Der Saldo stimmt mit der Summe aller Buchungen');
  // Closing the connection ends the call; what was used until then is booked.
  await expect(chat.prices).toHaveCount(1);
  await expect(chat.answers).toContainText('Gestoppt.');
  await expect.poll(() => provider.requests.at(-1)?.aborted).toBe(true);
  const answer = (await urs.chat(await chat.chatId())).messages.at(-1);
  const after = await urs.balance();
  expect(parseChf(before.balance) - parseChf(after.balance)).toBe(parseChf(answer?.price?.amount ?? '0'));
  expect(parseChf(after.held)).toBe(0n);
});
