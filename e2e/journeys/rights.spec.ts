import { LUNA } from '../support/chat.js';
import { expect, test } from '../support/test.js';

test('a user sees the own bookings only, an admin sees all and groups them by user', async ({ clientOf, pageOf }) => {
  const [urs, anna] = [await clientOf('urs'), await clientOf('anna')];
  const bookings = new Map<string, string>();
  for (const [name, client] of [
    ['urs', urs],
    ['anna', anna],
  ] as const) {
    const { id } = await client.newChat();
    const answer = await client.ask(id, `Eine Frage von ${name}`, LUNA.id);
    bookings.set(name, answer.price?.transactionId ?? '');
  }
  const foreign = await urs.http.get(`/api/v1/billing/transactions/${bookings.get('anna')}`);
  expect(foreign.status()).toBe(404);
  const ofUrs = await urs.transactions();
  const { user } = await urs.me();
  expect(ofUrs.filter(({ userId }) => userId !== user.id)).toEqual([]);

  const ursPage = await pageOf('urs');
  await ursPage.goto('/billing/transactions');
  const ursTable = ursPage.getByRole('table', { name: 'Buchungen, neueste zuerst' });
  await expect(ursTable.getByRole('row')).toHaveCount(1 + Math.min(ofUrs.length, 50));
  await expect(ursTable.getByRole('columnheader', { name: 'Benutzer' })).toHaveCount(0);
  await expect(ursPage.getByRole('button', { name: 'Benutzer', exact: true })).toHaveCount(0);
  await ursPage.goto('/billing?group=userId');
  await expect(ursPage.getByRole('radiogroup', { name: 'Gruppieren nach' })).toBeVisible();
  await expect(ursPage.getByRole('radio', { name: 'Benutzer' })).toHaveCount(0);
  await expect(ursPage.getByRole('heading', { name: 'Benutzer mit dem grössten Verbrauch' })).toHaveCount(0);
  await ursPage.goto(`/billing/transactions?receipt=${bookings.get('anna')}`);
  await expect(ursPage.getByRole('dialog', { name: 'Beleg' })).toContainText('Nicht gefunden.');

  const annaPage = await pageOf('anna');
  await annaPage.goto('/billing/transactions');
  const annaTable = annaPage.getByRole('table', { name: 'Buchungen, neueste zuerst' });
  await expect(annaTable.getByRole('columnheader', { name: 'Benutzer' })).toBeVisible();
  await expect(annaTable.getByRole('cell', { name: 'Urs Muster' }).first()).toBeVisible();
  await expect(annaTable.getByRole('cell', { name: 'Anna Muster' }).first()).toBeVisible();
  await annaPage.goto('/billing');
  await annaPage.getByRole('radiogroup', { name: 'Gruppieren nach' }).getByText('Benutzer', { exact: true }).click();
  await expect(annaPage).toHaveURL(/group=userId/);
  const main = annaPage.getByRole('main');
  await expect(main.getByTitle('Buchungen zeigen: Urs Muster').first()).toBeVisible();
  await main.getByTitle('Buchungen zeigen: Urs Muster').first().click();
  await expect(annaPage).toHaveURL(/userId=/);
  await expect(annaTable.getByRole('cell', { name: 'Urs Muster' }).first()).toBeVisible();
  await expect(annaTable.getByRole('cell', { name: 'Anna Muster' })).toHaveCount(0);
});

test('a foreign mandate’s booking and chat do not exist for others', async ({ clientOf }) => {
  const [bea, urs] = [await clientOf('bea'), await clientOf('urs')];
  const [booking] = await bea.transactions({ type: 'debit' });
  const { id: chatId } = await bea.newChat();
  expect((await urs.http.get(`/api/v1/billing/transactions/${booking?.id}`)).status()).toBe(404);
  expect((await urs.http.get(`/api/v1/chats/${chatId}`)).status()).toBe(404);
  expect((await urs.http.delete(`/api/v1/chats/${chatId}`)).status()).toBe(404);
  const { mandateId } = await bea.me();
  const header = await urs.http.get('/api/v1/billing/balance', { headers: { 'x-mandate-id': mandateId } });
  expect(header.status()).toBeGreaterThanOrEqual(400);
  expect(header.status()).toBeLessThan(500);
  const credit = await bea.http.post(`/api/v1/admin/mandates/${mandateId}/credits`, {
    data: { amount: '1.00', reason: 'für mich' },
    headers: { 'idempotency-key': 'nicht-erlaubt' },
  });
  expect(credit.status()).toBe(403);
});
