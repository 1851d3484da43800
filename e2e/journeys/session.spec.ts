import { violationsOf } from '../support/axe.js';
import { ChatPage, LUNA } from '../support/chat.js';
import { photograph } from '../support/layout.js';
import { PASSWORD, PEOPLE } from '../support/people.js';
import { expect, test } from '../support/test.js';

test('a wrong password and an unknown address get the same answer; a way back leads to the wanted page', async ({
  page,
}) => {
  await page.goto('/billing/transactions?type=credit');
  await expect(page).toHaveURL(/\/login\?redirect=/);
  const submit = page.getByRole('button', { name: 'Anmelden', exact: true });
  for (const email of [PEOPLE.bea.email, 'niemand@beispiel.local']) {
    await page.getByLabel('E-Mail').fill(email);
    await page.getByLabel('Passwort', { exact: true }).fill('falsch');
    await submit.click();
    await expect(page.getByRole('alert')).toHaveText('E-Mail oder Passwort stimmt nicht.');
    await expect(submit).toBeEnabled();
  }
  await page.getByLabel('E-Mail').fill(PEOPLE.bea.email);
  await page.getByLabel('Passwort', { exact: true }).fill(PASSWORD);
  await submit.click();
  await expect(page).toHaveURL(/\/billing\/transactions\?type=credit$/);
});

test('a demo login signs in with one click; signing out ends the session and clears the page', async ({ page }) => {
  await page.goto('/login');
  await page.getByRole('button', { name: /Urs Muster/ }).click();
  await expect(page).toHaveURL(/\/chat$/);
  const cookie = (await page.context().cookies()).find(({ name }) => name === 'nyla_session');
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
  await page.getByRole('button', { name: /Benutzermenü von Urs Muster$/ }).click();
  await page.getByRole('menuitem', { name: 'Abmelden' }).click();
  await expect(page).toHaveURL(/\/login$/);
  const again = await page.request.get('/api/v1/session', { headers: { cookie: `nyla_session=${cookie?.value}` } });
  expect(again.status()).toBe(401);
  await page.goBack();
  await expect(page).toHaveURL(/\/login/);
  await expect(page.getByRole('textbox', { name: 'Nachricht' })).toHaveCount(0);
});

test('a session that ends elsewhere leads to the login and back to the page, with the draft kept', async ({ page }) => {
  await page.goto('/login');
  await page.getByRole('button', { name: /Urs Muster/ }).click();
  const chat = new ChatPage(page);
  await chat.composer.fill('Ein Entwurf, den niemand verlieren will');
  await expect(chat.estimate).toBeVisible();
  // The same cookie, ended by another window.
  await page.request.delete('/api/v1/session');
  await chat.sendButton.click();
  await expect(page).toHaveURL(/\/login\?redirect=%2Fchat/);
  await page.getByRole('button', { name: /Urs Muster/ }).click();
  await expect(page).toHaveURL(/\/chat/);
  await expect(chat.composer).toHaveValue('Ein Entwurf, den niemand verlieren will');
});

for (const target of ['//example.com/', '/\\example.com/', 'https://example.com/', 'javascript:alert(1)']) {
  test(`a login link that leads on to ${target} ends on the start page`, async ({ page, house }) => {
    await page.goto(`/login?redirect=${encodeURIComponent(target)}`);
    await page.getByRole('button', { name: /Urs Muster/ }).click();
    await expect(page).toHaveURL(`${house.baseUrl}/chat`);
  });
}

test('an address that leads nowhere: below the brand for strangers, inside the frame once signed in', async ({
  page,
}) => {
  await page.goto('/gibt/es/nicht');
  await expect(page.getByRole('heading', { level: 1, name: 'Diese Seite gibt es nicht' })).toBeVisible();
  await expect(page.getByRole('navigation')).toHaveCount(0);
  expect(await violationsOf(page)).toEqual([]);
  await photograph(page, 'gibt-es-nicht-fremd');
  await page.getByRole('link', { name: 'Nyla', exact: true }).click();
  await expect(page).toHaveURL(/\/login/);
  await page.getByRole('button', { name: /Urs Muster/ }).click();
  await expect(page).toHaveURL(/\/chat$/);
  await page.goto('/chat/gibt/es/nicht');
  await expect(page.getByRole('heading', { level: 1, name: 'Diese Seite gibt es nicht' })).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Hauptnavigation' })).toBeVisible();
});

test('another person who signs in on the same page sees nothing of the one before', async ({ page, clientOf }) => {
  const bea = await clientOf('bea');
  const { id } = await bea.newChat();
  await bea.ask(id, 'Geheime Frage von Bea', LUNA.id);
  await page.goto('/login');
  await page.getByRole('button', { name: /Bea Beispiel/ }).click();
  await expect(page.getByRole('link', { name: 'Geheime Frage von Bea' })).toBeVisible();
  await page.getByRole('button', { name: /Benutzermenü/ }).click();
  await page.getByRole('menuitem', { name: 'Abmelden' }).click();
  await page.getByRole('button', { name: /Urs Muster/ }).click();
  await expect(page.getByText('Muster AG')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Nachricht' })).toBeVisible();
  await expect(page.getByText('Geheime Frage von Bea')).toHaveCount(0);
});
