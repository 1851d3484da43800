import { formatMoney, parseChf } from '@nyla/money';
import { ChatPage, LUNA, receiptOf } from '../support/chat.js';
import { expect, test } from '../support/test.js';

const QUESTION = 'Was kostet ein Halbtax-Abo in diesem Jahr?';

test('search the web, see the sources and what each part cost, and find both bookings', { tag: '@phone' }, async ({
  pageOf,
  clientOf,
  provider,
}) => {
  const urs = await clientOf('urs');
  const page = await pageOf('urs');
  const chat = new ChatPage(page);
  await chat.open({ model: LUNA });
  await chat.searchTheWeb('Tavily einfach');
  await chat.composer.fill(QUESTION);
  await expect(chat.estimate).toBeVisible();
  const [, maximum = ''] = (await chat.estimate.innerText()).match(/[\d.']+\d/g) ?? [];
  // The search takes the first script, the model the second.
  provider.scriptOnce({ results: 5 });
  provider.scriptOnce({ text: 'Es kostet 170 Franken [1], für Junge weniger [2]. Nichts steht unter [9].' });
  await chat.sendButton.click();
  await expect(chat.prices).toHaveCount(1);

  const answer = chat.answers.last();
  const sources = answer.getByRole('list', { name: 'Quellen' });
  await expect(sources.getByRole('link').first()).toHaveAttribute('href', 'https://example.com/result-1');
  await expect(sources.getByRole('link').first()).toHaveAttribute('rel', /noopener/);
  await expect(answer.getByRole('link', { name: /Quelle 1/ }).first()).toHaveAttribute('href', /result-1$/);
  await expect(answer).toContainText('[9]');

  const stored = (await urs.chat(await chat.chatId())).messages.at(-1);
  expect(stored?.charges.map(({ connectorType }) => connectorType)).toEqual(['tavily', 'openai']);
  const total = stored?.charges.reduce((sum, { amount }) => sum + parseChf(amount), 0n) ?? 0n;
  expect(parseChf(stored?.price?.amount ?? '')).toBe(total);
  expect(total).toBeLessThanOrEqual(parseChf(maximum.replace(/'/g, '')));
  await expect(chat.prices).toContainText(formatMoney(stored?.price?.amount ?? ''));

  await chat.prices.click();
  const [search] = stored?.charges ?? [];
  await page
    .getByRole('button', { name: `Beleg: Websuche, Tavily einfach, ${formatMoney(search?.amount ?? '')}` })
    .click();
  const receipt = receiptOf(page);
  await expect(receipt).toContainText('Suchguthaben');
  await expect(receipt).toContainText('In Ihrem Browser nachgerechnet: stimmt');
  await expect(receipt).toContainText(search?.transactionId ?? '');
});

test('a model that fails after its search says what was charged, and only that', async ({
  pageOf,
  clientOf,
  provider,
}) => {
  const urs = await clientOf('urs');
  const chat = new ChatPage(await pageOf('urs'));
  await chat.open({ model: LUNA });
  await chat.searchTheWeb('Tavily einfach');
  provider.scriptOnce({});
  provider.scriptOnce({ status: 500 });
  await chat.send(QUESTION);
  await expect(
    chat.page.getByText(/^OpenAI antwortet gerade nicht\. .* Verrechnet wurde nur, was unten steht\.$/),
  ).toBeVisible();
  const stored = (await urs.chat(await chat.chatId())).messages.at(-1);
  expect(stored?.charges.map(({ connectorType }) => connectorType)).toEqual(['tavily']);
  await expect(chat.answers.last()).toContainText('CHF 0.0096');
});

test('an automatic choice says which model answered, and why', async ({ pageOf, clientOf, provider }) => {
  const urs = await clientOf('urs');
  const page = await pageOf('urs');
  const chat = new ChatPage(page);
  await chat.open();
  await chat.chooseModel('Günstigste', 'Automatisch · Günstigste');
  provider.scriptOnce({ status: 500 });
  await chat.ask('Wie heisst die Hauptstadt?');
  const { decision, model } = (await urs.chat(await chat.chatId())).messages.at(-1)!;
  expect(decision?.candidates[0]?.outcome).toBe('failed');
  expect(decision?.chosen).toBe(model);
  const chosen = decision?.candidates.find(({ outcome }) => outcome === 'chosen');
  await expect(chat.answers.last()).toContainText(chosen?.displayName ?? '?');
  await page.getByRole('button', { name: 'Warum dieses Modell?' }).click();
  const why = page.getByRole('dialog', { name: 'Warum dieses Modell?' });
  await expect(why).toContainText('gewählt');
  await expect(why).toContainText('ausgefallen');
  await expect(why).toContainText(decision?.candidates[0]?.displayName ?? '?');
  await page.keyboard.press('Escape');
  await expect(why).toBeHidden();
});

test('the picker shows every provider, what it costs, and which models retire', async ({ pageOf }) => {
  const page = await pageOf('urs');
  const chat = new ChatPage(page);
  await chat.open();
  await chat.modelButton.click();
  const dialog = page.getByRole('dialog', { name: 'Modell wählen' });
  await expect(dialog.getByRole('option', { name: /^Claude Opus 5\.5/ })).toBeEnabled();
  const retiring = dialog.getByRole('option', { name: /^Claude Sonnet 4\.5/ });
  await expect(retiring).toContainText(/30\.11\.2026|eingestellt/);
  // Without a key the provider is there, with its reason.
  await expect(dialog.getByRole('option', { name: /Sonar/ }).first()).toHaveAttribute('aria-disabled', 'true');
  // Search models do not answer.
  await dialog.getByRole('combobox').fill('Tavily');
  await expect(dialog.getByRole('option', { name: /Tavily/ })).toHaveCount(0);
});
