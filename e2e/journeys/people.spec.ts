import { randomUUID } from 'node:crypto';
import type { CreatedApiKeyDto } from '@nyla/contracts';
import type { Page } from '@playwright/test';
import { ChatPage, LUNA } from '../support/chat.js';
import { expect, test } from '../support/test.js';

const PASSWORD = 'Sommerwiese-7';

async function openMenu(page: Page, name: string, item: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

test(
  'an admin invites somebody, locks a provider and ends the membership; the person sees each of it',
  { tag: '@phone' },
  async ({ browser, clientOf, pageOf, provider }, { project }) => {
    test.setTimeout(150_000);
    const mark = randomUUID().slice(0, 8);
    const email = `nina-${mark}@muster.ch`;
    const name = `Nina Neu ${mark}`;
    const anna = await clientOf('anna');
    const page = await pageOf('anna');

    await page.goto('/settings/members');
    await page.getByRole('button', { name: 'Einladen' }).click();
    const dialog = page.getByRole('dialog', { name: 'Jemanden einladen' });
    await dialog.getByLabel('E-Mail').fill(email);
    await dialog.getByRole('button', { name: 'Link erstellen' }).click();
    await expect(dialog).toContainText('Wählen Sie mindestens eine Rolle.');
    await dialog.getByRole('checkbox', { name: 'Benutzer' }).check();
    await dialog.getByRole('button', { name: 'Link erstellen' }).click();
    const shown = page.getByRole('dialog', { name: 'Link zum Beitreten' });
    const link = await shown.getByRole('group', { name: 'Link' }).innerText();
    await shown.getByRole('button', { name: 'Fertig' }).click();
    await expect(page.getByRole('region', { name: 'Offene Einladungen' })).toContainText(email);

    const context = await browser.newContext();
    const ninas = await context.newPage();
    await ninas.goto(link);
    await expect(ninas.getByRole('heading', { level: 1 })).toHaveText('Willkommen bei Muster AG');
    await expect(ninas.getByText('Anna Muster lädt Sie ein')).toBeVisible();
    await ninas.getByLabel('Ihr Name').fill(name);
    await ninas.getByLabel('Passwort', { exact: true }).fill('kurz');
    await ninas.getByRole('button', { name: 'Beitreten' }).click();
    await expect(ninas.getByText(/^Das ist zu kurz: mindestens 10 Zeichen/)).toBeVisible();
    await ninas.getByLabel('Passwort', { exact: true }).fill(PASSWORD);
    await ninas.getByRole('button', { name: 'Beitreten' }).click();
    const chat = new ChatPage(ninas);
    await expect(chat.composer).toBeVisible();
    await chat.open();
    await chat.ask('Guten Tag');
    await expect(chat.prices).toHaveCount(1);

    const used = await browser.newContext();
    const late = await used.newPage();
    await late.goto(link);
    await expect(late.getByRole('heading', { level: 1 })).toHaveText('Dieser Link gilt nicht mehr');
    await used.close();

    const role = await anna.role('user');
    try {
      await page.goto('/settings/roles');
      if (project.name === 'phone') await page.getByLabel('Rolle', { exact: true }).selectOption('Benutzer');
      await page.getByRole('combobox', { name: 'OpenAI · Benutzer' }).selectOption('Gesperrt');
      const changes = page.getByRole('region', { name: 'Ungespeicherte Änderungen' });
      await expect(changes).toContainText(/Benutzer \(\d+ Personen\): OpenAI wird gesperrt/);
      await changes.getByRole('button', { name: 'Speichern' }).click();
      await expect(page.getByText('Gespeichert. Es gilt ab dem nächsten Aufruf.')).toBeVisible();

      await ninas.reload();
      await expect(chat.modelButton).toBeEnabled();
      await chat.modelButton.click();
      const locked = ninas
        .getByRole('dialog', { name: 'Modell wählen' })
        .getByRole('option', { name: new RegExp(`^${LUNA.name}`) });
      await expect(locked).toHaveAttribute('aria-disabled', 'true');
      await expect(locked).toContainText('Nicht freigegeben');
      await ninas.keyboard.press('Escape');
    } finally {
      await anna.setRules(role.id, role.rules);
    }

    const asked = provider.requests.length;
    await page.goto('/settings/members');
    await page.getByRole('searchbox', { name: 'Name oder E-Mail suchen' }).fill(email);
    await openMenu(page, `Aktionen für ${name}`, 'Deaktivieren');
    const question = page.getByRole('dialog', { name: `${name} deaktivieren?` });
    await question.getByRole('button', { name: 'Deaktivieren' }).click();
    await expect(question).toBeHidden();
    const members = page.getByRole('region', { name: 'Mitglieder' });
    await expect(members.getByText('Deaktiviert', { exact: true }).last()).toBeVisible();

    await ninas.getByRole('link', { name: 'Guthaben', exact: true }).first().click();
    await expect(ninas.getByRole('heading', { level: 1 })).toHaveText('Ihr Zugang wurde deaktiviert');
    await expect(ninas.getByText('von «Muster AG»')).toBeVisible();
    await ninas.reload();
    await ninas.getByRole('button', { name: 'Abmelden' }).click();
    await ninas.getByLabel('E-Mail').fill(email);
    await ninas.getByLabel('Passwort', { exact: true }).fill(PASSWORD);
    await ninas.getByRole('button', { name: 'Anmelden' }).click();
    await expect(ninas.getByRole('alert')).toContainText('Ihr Zugang zu «Muster AG» wurde deaktiviert.');
    expect(provider.requests.length).toBe(asked);
    await context.close();
  },
);

test('a role that somebody else saved meanwhile keeps both changes', async ({ clientOf, pageOf }) => {
  const anna = await clientOf('anna');
  const role = await anna.role('user');
  const page = await pageOf('anna');
  try {
    await page.goto('/settings/roles');
    await page.getByRole('searchbox', { name: 'Modell suchen' }).fill(LUNA.name);
    await page.getByRole('combobox', { name: `${LUNA.name} · Benutzer` }).selectOption('Gesperrt');
    await anna.setRules(role.id, [...role.rules, { resource: 'resource.aicore.tavily', effect: 'deny' }]);
    const changes = page.getByRole('region', { name: 'Ungespeicherte Änderungen' });
    await changes.getByRole('button', { name: 'Speichern' }).click();
    await expect(changes.getByRole('alert')).toContainText('Jemand anderes hat diese Rolle inzwischen geändert.');
    await expect(changes).toContainText(`${LUNA.name} wird gesperrt`);

    await page.getByRole('link', { name: 'Mitglieder', exact: true }).click();
    const leave = page.getByRole('dialog', { name: 'Änderungen verwerfen?' });
    await leave.getByRole('button', { name: 'Hier bleiben' }).click();
    await expect(leave).toBeHidden();

    await changes.getByRole('button', { name: 'Speichern' }).click();
    await expect(changes).toBeHidden();
    const saved = (await anna.role('user')).rules.filter(({ effect }) => effect === 'deny');
    expect(saved.map(({ resource }) => resource).toSorted()).toEqual([
      `resource.aicore.${LUNA.id}`,
      'resource.aicore.tavily',
    ]);
  } finally {
    await anna.setRules(role.id, role.rules);
  }
});

test('an admin makes a key for the mandate, a program works with it under its own name, and revoking ends it', {
  tag: '@phone',
}, async ({ pageOf, playwright, house }) => {
  const name = `Kasse ${randomUUID().slice(0, 6)}`;
  const page = await pageOf('anna');
  await page.goto('/settings/api-keys');
  await page.getByRole('button', { name: 'Schlüssel erstellen' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: 'Für den Mandanten' }).check();
  await dialog.getByLabel('Name', { exact: true }).fill(name);
  await dialog.getByRole('combobox', { name: 'Rolle' }).click();
  await page.getByRole('option', { name: 'Benutzer' }).click();
  await dialog.getByRole('button', { name: 'Erstellen', exact: true }).click();
  const key = await page.getByRole('group', { name: 'Schlüssel' }).innerText();
  await page.getByRole('button', { name: 'Fertig' }).click();
  await expect(page.getByText(`Programm ${name}`)).toBeVisible();

  const program = await playwright.request.newContext({
    baseURL: house.baseUrl,
    extraHTTPHeaders: { authorization: `Bearer ${key}` },
  });
  const me = (await (await program.get('/api/v1/me')).json()) as { user: { displayName: string } };
  expect(me.user.displayName).toBe(`Programm ${name}`);
  const listed = (await (await program.get('/api/v1/api-keys')).json()) as { items: CreatedApiKeyDto[] };
  expect(JSON.stringify(listed)).not.toContain(key);

  await openMenu(page, `Aktionen für den Schlüssel ${name}`, 'Widerrufen');
  const question = page.getByRole('dialog', { name: 'Schlüssel widerrufen?' });
  await question.getByRole('button', { name: 'Widerrufen' }).click();
  await expect(question).toBeHidden();
  await expect(page.getByText(`Programm ${name}`)).toBeHidden();
  expect((await program.get('/api/v1/me')).status()).toBe(401);
  await program.dispose();
});
