import { randomUUID } from 'node:crypto';
import type { CreatedInvitationDto, RoleDto } from '@nyla/contracts';
import { expect, type Page } from '@playwright/test';
import { prepareRequest, prepareUserBalances } from '../support/billing-models.js';
import { ChatPage, receiptOf } from '../support/chat.js';
import type { Client } from '../support/client.js';
import { chooseElsewhere } from '../support/layout.js';
import { PASSWORD, PEOPLE, type Person } from '../support/people.js';
import { CONTACTS, FAILED_VERIFICATION, HOLD, PASSED, PLANTED_ID, plant, REPORT_STATE, TRAIL } from './planted.js';

/** One view of the web app, and how to get there. `chatId` is a chat with an answer in it. */
export interface View {
  readonly name: string;
  readonly signedIn: boolean;
  /** Who sees it; absent: Bea. */
  readonly person?: Person;
  /** Brings about what the view shows; answers how to undo it. */
  readonly prepare?: (clientOf: (person: Person) => Promise<Client>) => Promise<() => Promise<void>>;
  readonly open: (page: Page, chatId: string) => Promise<void>;
}

export const QUESTION = 'Wie schreiben wir eine höfliche Zahlungserinnerung?';

/** What the provider says, with every element that an answer usually has. */
export const ANSWER = `Eine gute Zahlungserinnerung ist **kurz, freundlich und eindeutig**. Drei Dinge gehören hinein:

1. die Rechnung mit Nummer, Datum und Betrag
2. eine neue Frist, zum Beispiel zehn Tage
3. der Hinweis, dass sich Zahlung und Brief gekreuzt haben könnten

| Stufe | Zeitpunkt | Ton |
| --- | --- | --- |
| Erinnerung | 10 Tage nach Fälligkeit | freundlich |
| 1. Mahnung | 30 Tage nach Fälligkeit | sachlich |
| 2. Mahnung | 45 Tage nach Fälligkeit | bestimmt |

Den Betrag rechnen Sie so aus:

\`\`\`excel
=SUMME(B2:B14) * (1 + 5% * TAGE(HEUTE(); C2) / 365)
\`\`\`

> Ein Verzugszins von 5 % ist gesetzlich erlaubt, auch ohne Vereinbarung.

Mehr dazu steht bei der [Schweizerischen Eidgenossenschaft](https://www.ch.ch/de/).`;

const heading = (page: Page, name: string) => expect(page.getByRole('heading', { level: 1, name })).toBeVisible();

/** The chart is drawn when it comes near. */
async function seeChart(page: Page): Promise<void> {
  await page.getByRole('radiogroup', { name: 'Ansicht' }).evaluate((view) => view.scrollIntoView());
  await expect(page.locator('.recharts-bar-rectangle path').first()).toBeVisible();
  await page.getByRole('main').evaluate((main) => main.scrollTo(0, 0));
}

/** A mail that Nyla has sent; more than a few in an hour are refused, and not needed. */
async function prepareMail(clientOf: (person: Person) => Promise<Client>): Promise<() => Promise<void>> {
  const operator = await clientOf('operator');
  await operator.http.post('/api/v1/admin/mails/test');
  return async () => undefined;
}

/** Nothing on the page is still loading. */
async function settled(page: Page): Promise<void> {
  await expect(page.locator('.mantine-Skeleton-root')).toHaveCount(0);
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
}

/** An answer with a web search, by the model of this device or by an automatic choice. */
async function openSearched(page: Page, aim?: string): Promise<ChatPage> {
  const chat = new ChatPage(page);
  await chat.open();
  if (aim !== undefined) await chat.chooseModel(aim, `Automatisch · ${aim}`);
  await chat.searchTheWeb('Tavily einfach');
  await chat.ask('Was kostet ein Halbtax-Abo in diesem Jahr?');
  return chat;
}

async function openAnswer(page: Page, chatId: string): Promise<ChatPage> {
  const chat = new ChatPage(page);
  await chat.open({ chatId });
  await expect(chat.prices).toHaveCount(1);
  await expect(chat.answers.getByRole('table')).toBeVisible();
  await expect(chat.badge).toBeVisible();
  return chat;
}

/** Warns the reader of little credit by a high threshold, for as long as `look` takes. */
async function withLowBalance(page: Page, look: () => Promise<void>): Promise<void> {
  const { request } = page;
  const warnBelow = (lowBalanceThreshold: string | null) =>
    request.put('/api/v1/billing/settings', { data: { lowBalanceThreshold } });
  await warnBelow('90000.00');
  try {
    const { id } = (await (await request.post('/api/v1/chats', { data: {} })).json()) as { id: string };
    await request.post(`/api/v1/chats/${id}/messages`, { data: { content: 'Guten Tag', model: 'demo/swift' } });
    const isTold = async () =>
      ((await (await request.get('/api/v1/notifications')).json()) as { unread: number }).unread;
    await expect.poll(isTold).toBeGreaterThan(0);
    await look();
  } finally {
    await warnBelow(null);
  }
}

async function openMandate(page: Page): Promise<void> {
  await page.goto('/admin/mandates?q=Beispiel');
  await page.getByRole('link', { name: /^Beispiel GmbH/ }).click();
  await heading(page, 'Beispiel GmbH');
  await settled(page);
}

/** Invites somebody as whoever is signed in, and gives the link. */
async function invite(page: Page): Promise<string> {
  const { items } = (await (await page.request.get('/api/v1/roles')).json()) as { items: RoleDto[] };
  const roleIds = items.filter(({ name }) => name === 'user').map(({ id }) => id);
  const email = `nina-${randomUUID().slice(0, 8)}@beispiel.ch`;
  const answer = await page.request.post('/api/v1/members/invitations', { data: { email, roleIds } });
  expect(answer.status(), await answer.text()).toBe(201);
  return ((await answer.json()) as CreatedInvitationDto).link;
}

export const VIEWS: readonly View[] = [
  {
    name: 'anmelden',
    signedIn: false,
    open: async (page) => {
      await page.goto('/login');
      await heading(page, 'Nyla');
      await expect(page.getByRole('heading', { name: 'Demo-Zugänge' })).toBeVisible();
    },
  },
  {
    name: 'chat-leer',
    signedIn: true,
    open: async (page) => {
      const chat = new ChatPage(page);
      await chat.open();
      await expect(chat.badge).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'chat-antwort',
    signedIn: true,
    open: async (page, chatId) => {
      const chat = await openAnswer(page, chatId);
      await chat.composer.fill('Und wie hoch darf die Mahngebühr sein?');
      await expect(chat.estimate).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'chat-quellen',
    signedIn: true,
    open: async (page) => {
      const chat = await openSearched(page);
      await chat.prices.click();
      await expect(page.getByRole('button', { name: /^Beleg: Websuche/ })).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'warum-dieses-modell',
    signedIn: true,
    open: async (page) => {
      await openSearched(page, 'Ausgewogen');
      await page.getByRole('button', { name: 'Warum dieses Modell?' }).click();
      await expect(page.getByRole('dialog', { name: 'Warum dieses Modell?' })).toContainText('gewählt');
      await settled(page);
    },
  },
  {
    name: 'modellwahl',
    signedIn: true,
    open: async (page) => {
      const chat = new ChatPage(page);
      await chat.open();
      await chat.modelButton.click();
      await expect(page.getByRole('dialog', { name: 'Modell wählen' }).getByRole('option').first()).toBeVisible();
    },
  },
  {
    name: 'beleg',
    signedIn: true,
    open: async (page, chatId) => {
      const chat = await openAnswer(page, chatId);
      await chat.prices.click();
      await expect(receiptOf(page)).toContainText('stimmt');
    },
  },
  {
    name: 'automationen',
    signedIn: true,
    open: async (page) => {
      await page.goto('/automations');
      await heading(page, 'Automationen');
      await expect(page.getByRole('link', { name: /Monatliche Marktübersicht/ })).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'guthaben',
    signedIn: true,
    open: async (page) => {
      await page.goto('/billing');
      await seeChart(page);
      await settled(page);
    },
  },
  {
    name: 'guthaben-tabelle',
    signedIn: true,
    open: async (page) => {
      await page.goto('/billing?view=table&group=model');
      await expect(page.getByRole('table', { name: /^Verbrauch nach Modell/ })).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'buchungen',
    signedIn: true,
    open: async (page) => {
      await page.goto('/billing/transactions?range=30d&connectorType=openai');
      await expect(page.getByText(/^Verbrauch im Filter: CHF/)).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'konto',
    signedIn: true,
    open: async (page) => {
      await page.goto('/account');
      await heading(page, 'Konto');
      await expect(page.getByText('dieses Gerät')).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'gibt-es-nicht',
    signedIn: true,
    open: async (page) => {
      await page.goto('/gibt/es/nicht');
      await heading(page, 'Diese Seite gibt es nicht');
    },
  },
  {
    name: 'konto-passwort-pruefung',
    signedIn: true,
    open: async (page) => {
      await page.goto('/account');
      const form = page.getByRole('form', { name: 'Passwort' });
      await form.getByLabel('Neues Passwort').fill('kurz');
      await form.getByRole('button', { name: 'Passwort ändern' }).click();
      await expect(form.getByText('Das ist zu kurz: mindestens 10 Zeichen.')).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'zwei-faktor-passwort',
    signedIn: true,
    open: async (page) => {
      await page.goto('/account');
      await page.getByRole('button', { name: 'Einrichten' }).click();
      await expect(page.getByRole('dialog').getByLabel('Aktuelles Passwort')).toBeFocused();
      await settled(page);
    },
  },
  {
    name: 'palette',
    signedIn: true,
    open: async (page) => {
      await page.goto('/account');
      await heading(page, 'Konto');
      await settled(page);
      await page.keyboard.press('Control+k');
      const palette = page.getByRole('dialog', { name: 'Suchen und ausführen' });
      await expect(palette.getByRole('group', { name: 'Chats' })).toBeVisible();
    },
  },
  {
    name: 'tastenkuerzel',
    signedIn: true,
    open: async (page) => {
      await page.goto('/account');
      await heading(page, 'Konto');
      await settled(page);
      await page.keyboard.press('?');
      await expect(page.getByRole('dialog', { name: 'Tastenkürzel' })).toBeVisible();
    },
  },
  {
    name: 'keine-verbindung',
    signedIn: true,
    open: async (page) => {
      await page.goto('/account');
      await heading(page, 'Konto');
      await settled(page);
      // Only a language that has been read once is there without a connection.
      for (const locale of ['fr-CH', 'en', 'de-CH'] as const) await chooseElsewhere(page, locale);
      await page.context().setOffline(true);
      await expect(page.getByText('Keine Verbindung.')).toBeVisible();
    },
  },
  {
    name: 'preise',
    signedIn: true,
    person: 'operator',
    open: async (page) => {
      await page.goto('/admin/prices');
      await heading(page, 'Preise');
      await expect(page.getByRole('heading', { level: 2, name: 'OpenAI' })).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'preisverlauf',
    signedIn: true,
    person: 'operator',
    open: async (page) => {
      await page.goto('/admin/prices?open=openai%2Fgpt-5.6-luna');
      await expect(page.getByRole('dialog', { name: 'Preisverlauf' })).toContainText('in Kraft');
      await settled(page);
    },
  },
  {
    name: 'preis-erfassen',
    signedIn: true,
    person: 'operator',
    open: async (page) => {
      await page.goto('/admin/prices/new?for=anthropic%2Fclaude-opus-5-5');
      await page.getByRole('group', { name: 'USD je Million Tokens', exact: true }).getByLabel('Eingabe').fill('100');
      await page.getByRole('textbox', { name: 'Quelle' }).fill('anthropic.com/pricing, 22.11.2026');
      await page.getByRole('button', { name: 'Preis erfassen' }).click();
      await expect(page.getByRole('alert')).toContainText('Tippfehler');
      await settled(page);
    },
  },
  {
    name: 'wechselkurse',
    signedIn: true,
    person: 'operator',
    open: async (page) => {
      await page.goto('/admin/fx-rates');
      await heading(page, 'Wechselkurse');
      await expect(page.locator('.recharts-line')).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'hauptbuch',
    signedIn: true,
    person: 'operator',
    open: async (page) => {
      await page.goto('/admin/ledger');
      await heading(page, 'Hauptbuch');
      await page.getByRole('button', { name: 'Jetzt prüfen' }).click();
      await expect(page.getByText('Alles stimmt')).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'hauptbuch-abweichung',
    signedIn: true,
    person: 'operator',
    open: async (page) => {
      await plant(page, 'admin/verifications', [FAILED_VERIFICATION, { ...FAILED_VERIFICATION, ...PASSED }]);
      await plant(page, 'admin/holds', [HOLD, { ...HOLD, id: PLANTED_ID, expiresSoon: true }]);
      await page.goto('/admin/ledger');
      await expect(page.getByText('2 Abweichungen').first()).toBeVisible();
      await expect(page.getByText('verfällt bald')).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'anbieter',
    signedIn: true,
    person: 'operator',
    open: async (page) => {
      await page.goto('/admin/health');
      await heading(page, 'Anbieter und Betrieb');
      await expect(page.getByRole('heading', { name: 'Datenbanken' })).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'protokoll-betrieb',
    signedIn: true,
    person: 'operator',
    open: async (page) => {
      await page.goto('/admin/audit');
      await heading(page, 'Protokoll');
      await expect(page.getByText(/hat|Das war alles|Noch wurde nichts/).first()).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'protokoll-aenderung',
    signedIn: true,
    person: 'operator',
    open: async (page) => {
      await plant(page, 'admin/audit', TRAIL);
      await page.goto('/admin/audit');
      await page.getByRole('button', { name: /die Rolle «user» geändert/ }).click();
      await expect(page.getByRole('dialog', { name: 'Änderung' })).toContainText('verbietet');
      await settled(page);
    },
  },
  {
    name: 'protokoll',
    signedIn: true,
    open: async (page) => {
      await page.goto('/settings/audit');
      await heading(page, 'Protokoll');
      await settled(page);
    },
  },
  {
    name: 'mitteilungen',
    signedIn: true,
    open: async (page) => {
      await withLowBalance(page, async () => {
        await page.goto('/notifications');
        await expect(page.getByRole('link', { name: /Das Guthaben wird knapp/ }).first()).toBeVisible();
        await expect(page.getByRole('region', { name: 'Hinweis' })).toBeVisible();
        await settled(page);
      });
    },
  },
  {
    name: 'mitteilungen-glocke',
    signedIn: true,
    open: async (page) => {
      await page.goto('/account');
      await page
        .getByRole('button', { name: /^Mitteilungen/ })
        .or(page.getByRole('link', { name: /^Mitteilungen/ }))
        .click();
      await expect(page.getByRole('button', { name: 'Alle als gelesen markieren' })).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'hinweis',
    signedIn: true,
    open: async (page) => {
      await withLowBalance(page, async () => {
        await page.goto('/chat');
        await expect(page.getByRole('region', { name: 'Hinweis' })).toContainText('Das Guthaben wird knapp');
        await expect(page.getByRole('region', { name: 'Erste Schritte' })).toBeVisible();
        await settled(page);
      });
    },
  },
  {
    name: 'aufladen',
    signedIn: true,
    open: async (page) => {
      await page.goto('/billing/top-up');
      await heading(page, 'Guthaben aufladen');
      await page.getByLabel('Betrag in CHF').fill('120');
      await settled(page);
    },
  },
  {
    name: 'aufladen-als-anna',
    signedIn: true,
    person: 'anna',
    open: async (page) => {
      await page.goto('/billing/top-up');
      await page.getByRole('button', { name: 'CHF 250', exact: true }).click();
      await settled(page);
      await page.getByRole('button', { name: 'Weiter' }).click();
      await expect(page.getByText('Neuer Saldo')).toBeVisible();
    },
  },
  {
    name: 'abrechnung',
    signedIn: true,
    open: async (page) => {
      await page.goto('/settings/billing');
      await heading(page, 'Abrechnung');
      await settled(page);
    },
  },
  {
    name: 'rechnungsadresse',
    signedIn: true,
    open: async (page) => {
      await page.goto('/settings/address');
      await page.getByLabel(/^UID/).fill('CHE-116.281.701');
      await page.getByLabel(/^Firma/).fill('Beispiel GmbH');
      await expect(page.getByText(/Die Prüfziffer passt nicht/)).toBeVisible();
    },
  },
  {
    name: 'guthaben-der-mitglieder-leer',
    signedIn: true,
    person: 'anna',
    open: async (page) => {
      await page.goto('/settings/accounts');
      await expect(page.getByText(/zahlen alle aus einem gemeinsamen Guthaben/)).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'anfrage-buchen',
    signedIn: true,
    person: 'operator',
    prepare: prepareRequest,
    open: async (page) => {
      await page.goto('/admin/requests');
      await page.getByRole('button', { name: 'Buchen' }).first().click();
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /buchen$/ })
        .click();
      await expect(page.getByText('Geben Sie einen Grund an.')).toBeVisible();
    },
  },
  {
    name: 'anfragen',
    signedIn: true,
    person: 'operator',
    open: async (page) => {
      await page.goto('/admin/requests');
      await heading(page, 'Anfragen');
      await settled(page);
    },
  },
  {
    name: 'mandanten',
    signedIn: true,
    person: 'operator',
    open: async (page) => {
      await page.goto('/admin/mandates');
      await heading(page, 'Mandanten');
      await expect(page.getByRole('link', { name: /^Beispiel GmbH/ })).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'mandanten-neu',
    signedIn: true,
    person: 'operator',
    open: async (page) => {
      await page.goto('/admin/mandates');
      await page.getByRole('button', { name: 'Neuer Mandant' }).click();
      await expect(page.getByRole('dialog', { name: 'Neuer Mandant' }).getByLabel('Name')).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'mandant',
    signedIn: true,
    person: 'operator',
    open: async (page) => {
      await openMandate(page);
      await expect(page.locator('.recharts-bar-rectangle path').first()).toBeVisible();
    },
  },
  {
    name: 'mandant-gutschrift',
    signedIn: true,
    person: 'operator',
    open: async (page) => {
      await openMandate(page);
      await page.getByRole('button', { name: 'Gutschreiben' }).click();
      const dialog = page.getByRole('dialog', { name: /^Gutschrift für/ });
      await dialog.getByLabel('Betrag').fill("12'500");
      await dialog.getByLabel('Grund').fill('Vorauszahlung für das erste Halbjahr');
      await dialog.getByLabel('Referenz').fill('RE-2026-0147');
      await dialog.getByRole('button', { name: 'Weiter' }).click();
      await expect(dialog.getByLabel('Betrag nochmals eingeben')).toBeVisible();
      await expect(dialog.getByText('…')).toHaveCount(0);
    },
  },
  {
    name: 'mandant-stornieren',
    signedIn: true,
    person: 'operator',
    open: async (page) => {
      await openMandate(page);
      const bookings = page.getByRole('region', { name: 'Letzte Buchungen' });
      await bookings
        .getByRole('button', { name: /Verbrauch|Chat|GPT|Claude|Sonar|Demo|Aufladung/ })
        .first()
        .click();
      await receiptOf(page).getByRole('button', { name: 'Stornieren' }).click();
      await expect(page.getByRole('dialog', { name: 'Buchung stornieren' }).getByText('Neues Guthaben')).toBeVisible();
    },
  },
  {
    name: 'guthaben-automationen',
    signedIn: true,
    open: async (page) => {
      await page.goto('/billing?group=automationId&range=month');
      await expect(page.getByText('Bisher im')).toBeVisible();
      await page.getByText('Wie wird das berechnet?').click();
      await expect(page.getByRole('table', { name: 'Berechnung der Prognose' })).toBeVisible();
      await seeChart(page);
      await settled(page);
    },
  },
  {
    name: 'guthaben-stimmt',
    signedIn: true,
    open: async (page) => {
      await page.goto('/billing/check');
      await expect(
        page.getByRole('heading', { name: 'Ja: Das Guthaben ist die Summe aller Buchungen.' }),
      ).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'gespeicherte-filter',
    signedIn: true,
    open: async (page) => {
      await page.goto('/billing/transactions?type=credit');
      await page.getByRole('button', { name: 'Gespeicherte Filter' }).click();
      const panel = page.getByRole('dialog', { name: 'Gespeicherte Filter' });
      await expect(
        panel
          .getByText(/Noch keine|umbenennen/)
          .or(panel.getByRole('listitem'))
          .first(),
      ).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'mitglieder',
    signedIn: true,
    open: async (page) => {
      await invite(page);
      await page.goto('/settings/members');
      await heading(page, 'Mitglieder');
      await expect(page.getByRole('heading', { name: 'Offene Einladungen' })).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'mitglied-einladen',
    signedIn: true,
    open: async (page) => {
      await page.goto('/settings/members');
      await page.getByRole('button', { name: 'Einladen' }).click();
      await expect(page.getByRole('dialog').getByRole('checkbox', { name: 'Benutzer' })).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'rollen',
    signedIn: true,
    open: async (page) => {
      await page.goto('/settings/roles');
      await heading(page, 'Rollen und Modelle');
      await page.getByRole('button', { name: 'OpenAI' }).click();
      await page
        .getByRole('combobox', { name: /^Perplexity · / })
        .last()
        .selectOption('Gesperrt');
      await expect(page.getByRole('region', { name: 'Ungespeicherte Änderungen' })).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'api-schluessel',
    signedIn: true,
    open: async (page) => {
      const made = await page.request.post('/api/v1/api-keys', { data: { name: 'Skript auf dem Server' } });
      expect(made.ok()).toBe(true);
      await page.goto('/settings/api-keys');
      await heading(page, 'API-Schlüssel');
      await expect(page.getByText('Skript auf dem Server').first()).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'api-schluessel-erstellen',
    signedIn: true,
    open: async (page) => {
      await page.goto('/settings/api-keys');
      await page.getByRole('button', { name: 'Schlüssel erstellen' }).click();
      await page.getByRole('radio', { name: 'Für den Mandanten' }).check();
      await expect(page.getByRole('combobox', { name: 'Rolle' })).toBeEnabled();
      await settled(page);
    },
  },
  {
    name: 'eingeladen',
    signedIn: false,
    open: async (page) => {
      const { email } = PEOPLE.bea;
      const signIn = await page.request.post('/api/v1/session', { data: { email, password: PASSWORD } });
      expect(signIn.ok()).toBe(true);
      const link = await invite(page);
      await page.request.delete('/api/v1/session');
      await page.goto(link);
      await heading(page, 'Willkommen bei Beispiel GmbH');
      await settled(page);
    },
  },
  {
    name: 'einladung-ungueltig',
    signedIn: false,
    open: async (page) => {
      await page.goto('/invite/gibt-es-nicht');
      await heading(page, 'Dieser Link gilt nicht mehr');
    },
  },
  {
    name: 'zugang-beendet',
    signedIn: true,
    open: async (page) => {
      await page.goto('/ended');
      await heading(page, 'Ihr Zugang wurde deaktiviert');
    },
  },
  {
    name: 'abrechnung-gewarnt',
    signedIn: true,
    prepare: async (clientOf) => {
      const bea = await clientOf('bea');
      await bea.setThreshold('90000.00');
      return () => bea.setThreshold(null);
    },
    open: async (page) => {
      await page.goto('/settings/billing');
      await heading(page, 'Abrechnung');
      await expect(page.getByRole('list', { name: 'Wann Nyla warnt' })).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'benachrichtigungen',
    signedIn: true,
    open: async (page) => {
      await page.route(/\/api\/v1\/billing\/contacts$/, (route) => route.fulfill({ json: CONTACTS }));
      await page.route(/\/api\/v1\/billing\/reports$/, (route) => route.fulfill({ json: REPORT_STATE }));
      await page.goto('/settings/notifications');
      await heading(page, 'Benachrichtigungen');
      await expect(page.getByText('Niemand erhält diese Mails')).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'benachrichtigungen-leer',
    signedIn: true,
    open: async (page) => {
      await page.goto('/settings/notifications');
      await expect(page.getByText(/Noch ist kein Kontakt erfasst/)).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'kontakt-hinzufuegen',
    signedIn: true,
    open: async (page) => {
      await page.goto('/settings/notifications');
      await page.getByRole('button', { name: 'Kontakt hinzufügen' }).click();
      const dialog = page.getByRole('dialog', { name: 'Kontakt hinzufügen' });
      await dialog.getByLabel('Monatsbericht').uncheck();
      await dialog.getByLabel('Warnungen zum Guthaben').uncheck();
      await dialog.getByRole('button', { name: 'Hinzufügen' }).click();
      await expect(dialog.getByText('Bitte wählen Sie mindestens eine Art von Mails.')).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'mails-abbestellen',
    signedIn: false,
    open: async (page) => {
      await page.route('**/api/v1/unsubscriptions/*', (route) =>
        route.fulfill({
          json: {
            mandateName: 'Beispiel GmbH',
            email: 'treuhand@extern.ch',
            report: true,
            warnings: true,
            unsubscribedAt: null,
          },
        }),
      );
      await page.goto('/unsubscribe/gueltig');
      await heading(page, 'Mails abbestellen');
      await settled(page);
    },
  },
  {
    name: 'passwort-vergessen',
    signedIn: false,
    open: async (page) => {
      await page.goto('/forgot');
      await page.getByRole('button', { name: 'Link senden' }).click();
      await expect(page.getByText('Bitte geben Sie eine E-Mail-Adresse ein.')).toBeVisible();
    },
  },
  {
    name: 'passwort-link-ungueltig',
    signedIn: false,
    open: async (page) => {
      await page.goto('/reset/gibt-es-nicht');
      await heading(page, 'Dieser Link gilt nicht mehr');
    },
  },
  {
    name: 'mails-ansehen',
    signedIn: true,
    person: 'operator',
    open: async (page) => {
      await page.goto('/admin/mail-preview');
      await expect(page.frameLocator('iframe').getByRole('heading', { level: 1 })).toBeVisible();
      // axe waits for an answer of every frame, and no script runs in this one.
      await page.getByRole('radiogroup', { name: 'Ansicht' }).getByText('Nur Text').click();
      await settled(page);
    },
  },
  {
    name: 'mails',
    signedIn: true,
    person: 'operator',
    prepare: prepareMail,
    open: async (page) => {
      await page.goto('/admin/mails');
      await heading(page, 'Mails');
      await expect(page.getByRole('list', { name: 'Mails' }).getByText('verschickt').first()).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'mail',
    signedIn: true,
    person: 'operator',
    prepare: prepareMail,
    open: async (page) => {
      await page.goto('/admin/mails');
      await page.getByRole('list', { name: 'Mails' }).getByRole('link').first().click();
      await expect(page.locator('iframe')).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'automation-mail-schritt',
    signedIn: true,
    open: async (page) => {
      await page.goto('/automations/new?template=weekly-report&tab=steps');
      await page
        .getByRole('button', { name: /Bericht verschicken/ })
        .first()
        .click();
      await expect(page.getByRole('combobox', { name: 'Erlaubte Empfänger' })).toBeVisible();
      await settled(page);
    },
  },
  ...(['Allgemein', 'Schritte', 'LLM Modelle', 'Zeitplan'] as const).map((tab) => ({
    name: `automation-${tab.toLowerCase().replace(' ', '-')}`,
    signedIn: true,
    open: async (page: Page) => {
      await page.goto('/automations');
      await page.getByRole('link', { name: /Monatliche Marktübersicht/ }).click();
      await page.getByRole('tab', { name: tab }).click();
      await expect(page.getByRole('tabpanel', { name: tab })).toBeVisible();
      await settled(page);
    },
  })),
  ...(['liste', 'dialog'] as const).map(
    (part): View => ({
      name: `guthaben-der-mitglieder-${part}`,
      signedIn: true,
      prepare: prepareUserBalances,
      open: async (page) => {
        await page.goto('/settings/accounts');
        await heading(page, 'Guthaben der Mitglieder');
        await settled(page);
        if (part === 'liste') return;
        await page.getByRole('button', { name: 'Lea Keller Guthaben geben' }).click();
        await page.getByRole('dialog').getByLabel('Betrag in CHF').fill('5');
        await expect(page.getByText('Lea Keller danach')).toBeVisible();
      },
    }),
  ),
  ...(['anna', 'operator'] as const).map(
    (person): View => ({
      name: `anfragen-${person}`,
      signedIn: true,
      person,
      prepare: prepareRequest,
      open: async (page) => {
        await page.goto(person === 'anna' ? '/billing/top-up' : '/admin/requests');
        await expect(page.getByText('Für das Projekt Föhn').first()).toBeVisible();
        await settled(page);
      },
    }),
  ),
  {
    name: 'auszuege',
    signedIn: true,
    open: async (page) => {
      await page.goto('/billing/statements');
      await heading(page, 'Auszüge');
      await expect(page.getByRole('link', { name: /^\S+ 20\d\d$/ }).first()).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'auszuege-leer',
    signedIn: true,
    person: 'urs',
    open: async (page) => {
      await page.goto('/billing/statements');
      await expect(page.getByText(/^Auszüge gibt es hier für Ihr eigenes Konto/)).toBeVisible();
    },
  },
  {
    name: 'auszug',
    signedIn: true,
    open: async (page) => {
      await page.goto('/billing/statements');
      await page
        .getByRole('link', { name: /^\S+ 20\d\d$/ })
        .first()
        .click();
      await expect(page.getByRole('heading', { level: 2, name: 'Berechnung' })).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'auszuege-mandant',
    signedIn: true,
    person: 'operator',
    open: async (page) => {
      await openMandate(page);
      await page.getByRole('link', { name: 'Alle Auszüge' }).click();
      await heading(page, 'Auszüge von Beispiel GmbH');
      await settled(page);
    },
  },
  {
    name: 'mwst',
    signedIn: true,
    person: 'operator',
    open: async (page) => {
      await page.goto('/admin/tax');
      await heading(page, 'MWST');
      await page.getByRole('button', { name: 'Erfassen' }).click();
      await expect(page.getByText('Bitte einen Tag angeben.')).toBeVisible();
      await settled(page);
    },
  },
];
