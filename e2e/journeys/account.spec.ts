import type { Browser, Page } from '@playwright/test';
import { Secret, TOTP } from 'otpauth';
import { violationsOf } from '../support/axe.js';
import { photograph } from '../support/layout.js';
import { expect, test } from '../support/test.js';

const NEW_PASSWORD = 'Fünf Wege um den See';
const STEP_MS = 30_000;

interface Login {
  readonly email: string;
  readonly password: string;
}

/** Fills in the first step of the login. */
async function enterPassword(page: Page, { email, password }: Login): Promise<void> {
  await page.goto('/login');
  await page.getByLabel('E-Mail').fill(email);
  await page.getByLabel('Passwort', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Anmelden', exact: true }).click();
}

async function signIn(browser: Browser, login: Login): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await enterPassword(page, login);
  await expect(page).toHaveURL(/\/chat$/);
  return page;
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Benutzermenü/ }).click();
  await page.getByRole('menuitem', { name: 'Abmelden' }).click();
  await expect(page).toHaveURL(/\/login/);
}

const section = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

test('a changed password ends the sessions elsewhere', { tag: '@phone' }, async ({ browser, newPerson }) => {
  const login = await newPerson();
  const elsewhere = await signIn(browser, login);
  const page = await signIn(browser, login);
  await page.goto('/account');
  const form = page.getByRole('form', { name: 'Passwort' });
  const submit = form.getByRole('button', { name: 'Passwort ändern' });
  const [present, wanted] = [form.getByLabel('Aktuelles Passwort'), form.getByLabel('Neues Passwort')];

  await present.fill('falsch');
  await wanted.fill(NEW_PASSWORD);
  await submit.click();
  await expect(form.getByText('Das aktuelle Passwort stimmt nicht.')).toBeVisible();
  // Nothing that was typed is lost.
  await expect(wanted).toHaveValue(NEW_PASSWORD);
  await present.fill(login.password);
  for (const [weak, sentence] of [
    ['kurz', 'Das ist zu kurz: mindestens 10 Zeichen.'],
    ['password2026', 'Dieses Passwort verwenden sehr viele.'],
    ['nora-neu-am-see', 'Es enthält Ihren Namen'],
    [login.password, 'Das ist Ihr aktuelles Passwort.'],
  ] as const) {
    await wanted.fill(weak);
    await submit.click();
    await expect(form.getByText(sentence)).toBeVisible();
  }
  await wanted.fill(NEW_PASSWORD);
  await submit.click();
  await expect(form.getByRole('status')).toHaveText('Passwort geändert. 1 andere Sitzung wurde beendet.');
  await expect(present).toHaveValue('');

  await elsewhere.goto('/account');
  await expect(elsewhere).toHaveURL(/\/login/);
  await enterPassword(elsewhere, login);
  await expect(elsewhere.getByRole('alert')).toHaveText('E-Mail oder Passwort stimmt nicht.');
  await enterPassword(elsewhere, { ...login, password: NEW_PASSWORD });
  await expect(elsewhere).toHaveURL(/\/chat$/);
});

test(
  'two-factor sign-in: set up, used, refused twice, replaced by a recovery code, switched off',
  { tag: '@phone' },
  async ({ browser, newPerson }, { project }) => {
    test.slow();
    const login = await newPerson();
    const page = await signIn(browser, login);
    await page.goto('/account');
    const part = section(page, 'Zwei-Faktor-Anmeldung');
    await expect(part).toContainText('Ausgeschaltet');
    await part.getByRole('button', { name: 'Einrichten' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByLabel('Aktuelles Passwort')).toBeFocused();
    await page.keyboard.type(login.password);
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('img', { name: /^QR-Code/ })).toBeVisible();
    const secret = (await dialog.locator('code').textContent())?.replaceAll(' ', '') ?? '';
    const codeIn = (steps: number) =>
      new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * STEP_MS });
    const field = dialog.getByLabel('Code aus der App');
    await expect(field).toBeFocused();
    expect(await violationsOf(page)).toEqual([]);
    await photograph(page, `zwei-faktor-einrichten-${project.name}`);
    await field.fill('000000');
    await page.keyboard.press('Enter');
    await expect(dialog.getByText('Dieser Code stimmt nicht oder wurde schon verwendet.')).toBeVisible();
    const first = codeIn(0);
    await field.fill(first);
    await page.keyboard.press('Enter');
    const codes = dialog.getByRole('list', { name: 'Ihre Wiederherstellungscodes' }).getByRole('listitem');
    await expect(codes).toHaveCount(10);
    expect(await violationsOf(page)).toEqual([]);
    await photograph(page, `zwei-faktor-codes-${project.name}`);
    const [recoveryCode = '', otherCode = ''] = await codes.allTextContents();
    const download = page.waitForEvent('download');
    await dialog.getByRole('link', { name: 'Herunterladen' }).click();
    expect((await download).suggestedFilename()).toBe('nyla-wiederherstellungscodes.txt');
    await dialog.getByRole('button', { name: 'Ich habe die Codes aufbewahrt' }).click();
    await expect(dialog).toBeHidden();
    await expect(part).toContainText('Eingeschaltet seit');
    await expect(part).toContainText('Noch 10 Wiederherstellungscodes übrig.');

    await signOut(page);
    await enterPassword(page, login);
    const code = page.getByLabel('Code', { exact: true });
    await expect(code).toBeFocused();
    expect(await violationsOf(page)).toEqual([]);
    await photograph(page, `anmelden-code-${project.name}`);
    await code.fill(first);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('alert')).toContainText('wurde schon verwendet');
    await code.fill(codeIn(1));
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/chat$/);

    await signOut(page);
    await enterPassword(page, login);
    await code.fill(recoveryCode.toLowerCase());
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/chat$/);
    await page.goto('/account');
    await expect(part).toContainText('Noch 9 Wiederherstellungscodes übrig.');

    await part.getByRole('button', { name: 'Ausschalten' }).click();
    await dialog.getByLabel('Aktuelles Passwort').fill(login.password);
    await dialog.getByLabel('Code').fill(recoveryCode);
    await dialog.getByRole('button', { name: 'Ausschalten' }).click();
    await expect(dialog.getByText('wurde schon verwendet')).toBeVisible();
    await dialog.getByLabel('Code').fill(otherCode);
    await dialog.getByRole('button', { name: 'Ausschalten' }).click();
    await expect(part).toContainText('Ausgeschaltet');
    await signOut(page);
    await enterPassword(page, login);
    await expect(page).toHaveURL(/\/chat$/);
  },
);

test('sessions are shown by device and end where one wants', { tag: '@phone' }, async ({ browser, newPerson }) => {
  const login = await newPerson();
  const page = await signIn(browser, login);
  const [one, two] = [await signIn(browser, login), await signIn(browser, login)];
  await page.goto('/account');
  const part = section(page, 'Sitzungen');
  await expect(part.getByRole('listitem')).toHaveCount(3);
  await expect(part.getByRole('listitem').filter({ hasText: 'dieses Gerät' })).toHaveCount(1);
  await expect(part.getByText(/^Chrome auf /)).toHaveCount(3);
  await part
    .getByRole('button', { name: /^Beenden: Chrome auf / })
    .first()
    .click();
  await expect(part.getByRole('listitem')).toHaveCount(2);
  await part.getByRole('button', { name: 'Alle anderen beenden' }).click();
  await expect(part).toContainText('Sie sind nur hier angemeldet.');
  for (const ended of [one, two]) {
    await ended.goto('/account');
    await expect(ended).toHaveURL(/\/login/);
  }
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Konto' })).toBeVisible();
});

test('the number format changes every figure, at once and for good', { tag: '@phone' }, async ({ pageOf }) => {
  test.slow();
  const page = await pageOf('bea');
  await page.goto('/account');
  const choose = async (name: string) => {
    const saved = page.waitForResponse((response) => response.request().method() === 'PATCH');
    await page.getByRole('radiogroup', { name: 'Zahlenformat' }).getByText(name, { exact: true }).click();
    await saved;
  };
  const badge = page.getByRole('link', { name: /^Verfügbar/ });
  await expect(badge).toHaveText(/^CHF \d+\.\d\d$/);
  try {
    await choose('1.234,50');
    await expect(badge).toHaveText(/^CHF \d+,\d\d$/);
    await page.goto('/billing?view=table');
    const main = page.getByRole('main');
    await expect(main.getByRole('table').first()).toBeVisible();
    await expect(main).toContainText(/CHF \d+,\d\d/);
    await expect(main).not.toContainText(/CHF [\d']+\.\d\d(?!\d)/);
    await page.goto('/billing/transactions?range=30d');
    await expect(main).toContainText(/\d,\d\d/);
    await expect(main).not.toContainText(/[−+]\d+\.\d\d/);
    // Another browser of the same person.
    const other = await pageOf('bea');
    await other.goto('/billing');
    await expect(other.getByRole('link', { name: /^Verfügbar/ })).toHaveText(/^CHF \d+,\d\d$/);
    await page.goto('/account');
  } finally {
    await choose("1'234.50");
  }
  await expect(badge).toHaveText(/^CHF \d+\.\d\d$/);
});

test('the palette opens pages, chats and actions by keyboard, recents first', async ({ clientOf, pageOf }) => {
  test.slow();
  const bea = await clientOf('bea');
  const { id } = await bea.newChat();
  await bea.ask(id, 'Offerte für die Gartenpflege schreiben', 'demo/swift');
  const page = await pageOf('bea');
  await page.goto('/billing');
  await expect(page.getByRole('heading', { level: 1, name: 'Guthaben' })).toBeVisible();
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Suchen und ausführen' });
  const search = palette.getByRole('combobox');
  await expect(search).toBeFocused();
  expect(await violationsOf(page)).toEqual([]);
  await page.keyboard.type('gartenpfl');
  await expect(palette.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/chat/${id}$`));
  await expect(palette).toBeHidden();

  await page.keyboard.press('Control+k');
  await expect(palette.getByRole('group', { name: 'Zuletzt' }).getByRole('option')).toHaveText([/Gartenpflege/]);
  await page.keyboard.type('dunkel');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await page.keyboard.press('Control+k');
  await expect(search).toBeFocused();
  const options = palette.getByRole('option');
  await expect(options.first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowDown');
  await expect(options.nth(1)).toHaveAttribute('aria-selected', 'true');
  await expect(search).toHaveAttribute('aria-activedescendant', (await options.nth(1).getAttribute('id')) ?? '');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect(options.last()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Escape');
  await expect(palette).toBeHidden();

  await page.keyboard.press('Control+k');
  await page.keyboard.type('buchungen');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/billing\/transactions/);
});

test('single keys lead on, are listed, stay out of what is written, and can be switched off', async ({ pageOf }) => {
  test.slow();
  const page = await pageOf('bea');
  await page.goto('/billing/transactions');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('gc?n/');
  await expect(page.getByRole('searchbox')).toHaveValue('gc?n/');
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('g');
  await page.keyboard.press('b');
  await expect(page).toHaveURL(/\/billing$/);
  await page.keyboard.press('?');
  const list = page.getByRole('dialog', { name: 'Tastenkürzel' });
  await expect(list.getByText('Gehe zu Guthaben')).toBeVisible();
  // A dialog that is open comes first.
  await page.keyboard.press('n');
  await expect(page).toHaveURL(/\/billing$/);
  expect(await violationsOf(page)).toEqual([]);
  await photograph(page, 'tastenkuerzel');
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();
  await page.keyboard.press('n');
  await expect(page).toHaveURL(/\/chat$/);
  await expect(page.getByRole('textbox', { name: 'Nachricht' })).toBeFocused();
  await page.keyboard.type('gb?');
  await expect(page.getByRole('textbox', { name: 'Nachricht' })).toHaveValue('gb?');
  await page.getByRole('textbox', { name: 'Nachricht' }).fill('');
  await page.goto('/account');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('?');
  await list.getByRole('switch').press('Space');
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();
  await page.keyboard.press('n');
  await page.keyboard.press('?');
  await expect(list).toBeHidden();
  await expect(page).toHaveURL(/\/account$/);
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog', { name: 'Suchen und ausführen' })).toBeVisible();
});

test(
  'without connection a bar says so, what was typed stays, and the bar goes by itself',
  { tag: '@phone' },
  async ({ pageOf }, { project }) => {
    const page = await pageOf('urs');
    await page.goto('/chat');
    const composer = page.getByRole('textbox', { name: 'Nachricht' });
    await composer.fill('Ein Entwurf im Tunnel');
    const bar = page.getByText('Keine Verbindung.');
    await expect(bar).toBeHidden();
    await page.context().setOffline(true);
    await expect(bar).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);
    await photograph(page, `keine-verbindung-${project.name}`);
    await expect(composer).toHaveValue('Ein Entwurf im Tunnel');
    await page.context().setOffline(false);
    await expect(bar).toBeHidden();
    // The network is there, the gateway is not.
    await page.route(/\/(api|health)\//, (route) => route.abort('connectionrefused'));
    await page.getByRole('link', { name: 'Automationen' }).click();
    await expect(bar).toBeVisible();
    await page.unrouteAll();
    await expect(bar).toBeHidden({ timeout: 15_000 });
    await page.getByRole('link', { name: 'Chat', exact: true }).click();
    await expect(composer).toHaveValue('Ein Entwurf im Tunnel');
  },
);
