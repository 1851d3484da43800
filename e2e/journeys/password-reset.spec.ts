import type { Page } from '@playwright/test';
import { violationsOf } from '../support/axe.js';
import { linkMailedTo } from '../support/outbox.js';
import { expect, test } from '../support/test.js';

const NEW_PASSWORD = 'Sieben Hügel am See';

const heading = (page: Page, name: string) => expect(page.getByRole('heading', { level: 1, name })).toBeVisible();

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('E-Mail').fill(email);
  await page.getByLabel('Passwort', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Anmelden', exact: true }).click();
}

test('who has forgotten the password gets a link by mail, sets a new one, and is signed out everywhere else', {
  tag: '@phone',
}, async ({ page, browser, house, newPerson }) => {
  test.setTimeout(90_000);
  const { email, password } = await newPerson();
  const elsewhere = await browser.newContext();
  const other = await elsewhere.newPage();
  await other.goto('/login');
  await signIn(other, email, password);
  await expect(other).not.toHaveURL(/\/login/);

  await page.goto('/login');
  await page.getByRole('link', { name: 'Passwort vergessen?' }).click();
  await heading(page, 'Passwort vergessen');
  const send = page.getByRole('button', { name: 'Link senden' });
  await send.click();
  await expect(page.getByText('Bitte geben Sie eine E-Mail-Adresse ein.')).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  for (const address of ['niemand@beispiel.local', email]) {
    await page.getByLabel('E-Mail').fill(address);
    await send.click();
    await heading(page, 'Schauen Sie in Ihr Postfach');
    await expect(page.getByText(`Wenn es zu ${address} ein Konto gibt`)).toBeVisible();
    if (address !== email) await page.getByRole('button', { name: 'Nochmals anfordern' }).click();
  }
  expect(await violationsOf(page)).toEqual([]);

  const link = await linkMailedTo(house, 'password_reset', email);
  await page.goto(link);
  await heading(page, 'Neues Passwort setzen');
  await expect(page.getByLabel('E-Mail')).toHaveValue(email);
  const field = page.getByLabel('Neues Passwort', { exact: true });
  const save = page.getByRole('button', { name: 'Passwort setzen' });
  await field.fill('kurz');
  await save.click();
  await expect(page.getByText(/^Das ist zu kurz: mindestens 10 Zeichen/)).toBeVisible();
  await field.fill('password123');
  await save.click();
  await expect(page.getByText(/^Dieses Passwort verwenden sehr viele/)).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  await field.fill(NEW_PASSWORD);
  await save.click();
  await heading(page, 'Passwort gesetzt');

  await page.getByRole('link', { name: 'Anmelden' }).click();
  await signIn(page, email, password);
  await expect(page.getByRole('alert')).toHaveText('E-Mail oder Passwort stimmt nicht.');
  await signIn(page, email, NEW_PASSWORD);
  await expect(page).not.toHaveURL(/\/login/);

  await other.reload();
  await expect(other).toHaveURL(/\/login/);
  await other.goto(link);
  await heading(other, 'Dieser Link gilt nicht mehr');
  await expect(other.getByText(/^Er wurde schon verwendet/)).toBeVisible();
  await other.getByRole('link', { name: 'Neuen Link anfordern' }).click();
  await heading(other, 'Passwort vergessen');
  await elsewhere.close();
});

test('the operator looks at each mail in each language and form', { tag: '@phone' }, async ({ pageOf }) => {
  const page = await pageOf('operator');
  await page.goto('/admin/mail-preview');
  await heading(page, 'Mailvorlagen');
  const mail = page.frameLocator('iframe');
  await expect(mail.getByRole('heading', { level: 1 })).toHaveText('Muster AG im Oktober 2026');
  await page.getByLabel('Mail', { exact: true }).selectOption('Einladung');
  await expect(mail.getByRole('heading', { level: 1 })).toHaveText('Willkommen bei Muster AG');
  await page.getByLabel('Sprache', { exact: true }).last().selectOption('Français (Suisse)');
  await expect(mail.getByRole('heading', { level: 1 })).toHaveText('Bienvenue chez Muster AG');
  await page.getByRole('radiogroup', { name: 'Ansicht' }).getByText('Nur Text').click();
  await expect(page.locator('pre')).toContainText('Accepter l’invitation');
  expect(await violationsOf(page)).toEqual([]);
});
