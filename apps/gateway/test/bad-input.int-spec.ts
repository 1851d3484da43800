import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import type {
  AutomationDetailDto,
  BillingContactsDto,
  CreatedInvitationDto,
  RecoveryCodesDto,
  RoleDto,
  RunDetailDto,
  RunDto,
  SaveAutomationDto,
  SecondFactorSetupDto,
  WebhookDto,
} from '@nyla/contracts';
import type { InjectOptions } from 'fastify';
import { Secret, TOTP } from 'otpauth';
import { BillingContacts } from '../src/billing/contacts/billing-contacts.facade.js';
import { ERROR_TABLE } from '../src/common/errors/error-table.js';
import { SecretHasher } from '../src/identity/secret-hasher.js';
import { MailPreferences } from '../src/notifications/mail-preferences.facade.js';
import { http, variable } from './support/automations.js';
import { Credit } from './support/credit.js';
import { fingerprint } from './support/fingerprint.js';
import { expectLedgerClean } from './support/ledger-check.js';
import type { Sender } from './support/people.js';
import { type Customer, eventually, headersOf, MODEL, PASSWORD_OF_ALL, World } from './support/world.js';

interface Property {
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly maxLength?: number;
  readonly nullable?: boolean;
}

interface Schema {
  readonly properties: Readonly<Record<string, Property>>;
  readonly required?: readonly string[];
}

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: { readonly $ref: string } }>> };
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** A request that is answered with success; every bad one differs from it in one thing. */
interface Good {
  readonly as: Sender;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

const AMOUNTS: readonly unknown[] = [
  '-1',
  '-0.000000001',
  '0',
  '0.000000000',
  '1e3',
  '1E3',
  'NaN',
  'Infinity',
  '0x10',
  '1,5',
  "1'000",
  '1_000',
  ' 1',
  '1 ',
  '+1',
  '.5',
  '1.',
  '',
  '1.0000000001',
  '123456789012',
  '1000000.000000001',
  '9'.repeat(5_000),
  '١٢',
  '１２',
  '1\u0000',
  'CHF 1',
  '1; DROP TABLE billing_account',
  5,
  -5,
  1e21,
];
const NEW_PRICE = {
  connectorType: 'openai',
  model: 'gpt-test',
  validFrom: '2099-01-01T00:00:00Z',
  base: { input: '2', output: '10', cacheRead: '0.2', cacheWrite: '2.5', cacheWriteLong: null },
  longPrompt: {
    aboveInputTokens: 200_000,
    input: '4',
    output: '15',
    cacheRead: '0.4',
    cacheWrite: '5',
    cacheWriteLong: null,
  },
  searchRequestUsd: '0.01',
  searchCreditUsd: null,
  metered: null,
  multipliers: [{ name: 'batch', factor: '0.5' }],
  facts: {
    displayName: 'GPT Test',
    status: 'active',
    shutdownDate: null,
    replacement: null,
    contextWindow: 400_000,
    maxOutputTokens: 8_192,
    defaultOutputTokens: 2_048,
    capabilities: ['chat'],
    modelClass: null,
    released: '2026-11-22',
    traits: [],
  },
  source: 'price page of 2026-11-22',
  confirmed: true,
  acceptUnusual: true,
};
const LONE_SURROGATES = ['\ud800', 'a\udfff', '\udc00\ud800'];
const TEN_MEGABYTES = 10 * 1024 * 1024;

let world: World;
let customer: Customer;
let other: Customer;
/** Its members have balances of their own. */
let divided: Customer;
let document: Document;
let bookingId: string;
let chatId: string;
let automation: Automation;
let hooked: Automation;
const good: Record<string, () => Good> = {};

beforeAll(async () => {
  world = await World.create();
  customer = await world.customer();
  other = await world.customer();
  document = (await world.app.nest.inject('/api/openapi.json')).json();
  bookingId = (await world.credit(customer.mandate.id, '3')).id;
  chatId = await world.newChat(customer.user);
  const roles = await world.people.send<{ items: RoleDto[] }>('GET', 'roles', { as: customer.admin });
  const role = roles.body.items.find(({ name }) => name === 'user');
  if (!role) throw new Error('there is no role user');
  divided = await world.customer({ billingModel: 'PREPAY_USER' });
  await world.credit(divided.mandate.id, '5');
  const credit = new Credit(world);
  await credit.set(customer.mandate.id, { selfTopUpLimit: '1000' });
  const [booked, declined, withdrawn] = await Promise.all(
    ['11', '12', '13'].map(async (amount) => (await credit.request(customer.admin, amount)).body.id),
  );
  automation = await makeAutomation(customer);
  hooked = await makeAutomation(customer);
  const { content } = automation;
  const { body: filter } = await world.people.send<{ id: string }>('POST', 'billing/saved-filters', {
    as: customer.admin,
    body: { name: 'Gutschriften', filter: { type: 'credit' } },
  });
  const savedFilter = filter.id;
  const contact = { name: 'Treuhand', locale: 'de-CH', report: true, warnings: true };
  const addContact = async (email: string) => {
    const { body } = await world.people.send<BillingContactsDto>('POST', 'billing/contacts', {
      as: customer.admin,
      body: { ...contact, email },
    });
    return body.items.find((item) => item.email === email)?.id ?? '';
  };
  const changedContact = await addContact('eins@extern.ch');
  await addContact('zwei@extern.ch');
  const recipients = await world.app.get(BillingContacts).recipients(customer.mandate.id, 'report');
  const unsubscribe = recipients.find(({ address }) => address === 'zwei@extern.ch')?.contact?.unsubscribePath ?? '';
  const refusalToken = world.app.get(MailPreferences).refusalTokenOf(customer.user.userId, 'credit_booked');
  const mandate = `/api/v1/admin/mandates/${customer.mandate.id}`;
  // Suspended and freed by the good requests, which must not stop the others.
  const spare = `/api/v1/admin/mandates/${(await world.customer()).mandate.id}`;
  const key = () => ({ 'idempotency-key': randomUUID() });
  const future = await laterPriceAndRate();
  const tax = await world.people.send<{ id: string }>('POST', 'admin/tax', {
    as: world.operator,
    body: { validFrom: '2031-01-01', registered: false },
  });
  const taxId = tax.body.id;
  const mailId = randomUUID();
  await world.appDb.query(
    `INSERT INTO mail_outbox (id, kind, address, locale, data, state, next_attempt_at)
     VALUES ($1, 'test_mail', 'leser@empfang.test', 'de-CH', '{"requestedBy": "A"}', 'dead', NULL)`,
    [mailId],
  );
  Object.assign(good, {
    ...Object.fromEntries(
      Object.entries(future).map(([list, id]) => [
        `POST /api/v1/admin/${list}/{id}/withdraw`,
        () => ({ as: world.operator, path: `/api/v1/admin/${list}/${id}/withdraw`, body: {} }),
      ]),
    ),
    'POST /api/v1/admin/verifications': () => ({
      as: world.operator,
      path: '/api/v1/admin/verifications',
      body: {},
    }),
    'POST /api/v1/admin/mails/test': () => ({ as: world.operator, path: '/api/v1/admin/mails/test', body: {} }),
    'POST /api/v1/admin/mails/{id}/resend': () => ({
      as: world.operator,
      path: `/api/v1/admin/mails/${mailId}/resend`,
      body: {},
      headers: key(),
    }),
    'POST /api/v1/billing/settings/test-mail': () => ({
      as: customer.admin,
      path: '/api/v1/billing/settings/test-mail',
      body: {},
    }),
    'POST /api/v1/session': () => ({
      as: {},
      path: '/api/v1/session',
      body: { email: customer.user.email, password: PASSWORD_OF_ALL },
    }),
    'PATCH /api/v1/me': () => ({ as: customer.user, path: '/api/v1/me', body: { displayName: 'Uschi', locale: 'en' } }),
    ...(await passwordResetRequests()),
    ...(await accountRequests()),
    ...(await peopleRequests(role)),
    'POST /api/v1/api-keys': () => ({
      as: customer.user,
      path: '/api/v1/api-keys',
      body: { name: 'Programm', expiresAt: '2099-01-01T00:00:00Z' },
    }),
    'PUT /api/v1/roles/{id}/rules': () => ({
      as: customer.admin,
      path: `/api/v1/roles/${role.id}/rules`,
      body: { rules: [...role.rules, { resource: 'resource.aicore.demo', effect: 'allow' }] },
    }),
    'PUT /api/v1/billing/settings': () => ({
      as: customer.admin,
      path: '/api/v1/billing/settings',
      body: { lowBalanceThreshold: '5' },
    }),
    'POST /api/v1/admin/mandates': () => ({
      as: world.operator,
      path: '/api/v1/admin/mandates',
      body: {
        name: 'Neu AG',
        billingModel: 'POSTPAY',
        creditLimit: '100',
        initialCredit: '5',
        firstAdmin: { email: `${randomUUID()}@neu.test`, locale: 'de-CH' },
      },
      headers: key(),
    }),
    'PATCH /api/v1/admin/mandates/{id}': () => ({ as: world.operator, path: spare, body: { name: 'Umbenannt AG' } }),
    'POST /api/v1/admin/mandates/{id}/suspend': () => ({
      as: world.operator,
      path: `${spare}/suspend`,
      body: { reason: 'Rechnung offen' },
    }),
    'POST /api/v1/admin/mandates/{id}/reactivate': () => ({
      as: world.operator,
      path: `${spare}/reactivate`,
      body: { reason: 'bezahlt' },
    }),
    'POST /api/v1/admin/mandates/{id}/credits': () => ({
      as: world.operator,
      path: `${mandate}/credits`,
      body: { amount: '1.5', reason: 'Einzahlung', reference: 'R-1' },
      headers: key(),
    }),
    'POST /api/v1/admin/mandates/{id}/adjustments': () => ({
      as: world.operator,
      path: `${mandate}/adjustments`,
      body: { reversalOf: bookingId, reason: 'Falsch verbucht' },
      headers: key(),
    }),
    'PUT /api/v1/admin/mandates/{id}/settings': () => ({
      as: world.operator,
      path: `${mandate}/settings`,
      body: { creditLimit: '7', markupPercent: '40' },
    }),
    'POST /api/v1/admin/tax': () => ({
      as: world.operator,
      path: '/api/v1/admin/tax',
      body: { validFrom: '2030-01-01', registered: true, uid: 'CHE-123.456.788 MWST', ratePercent: '8.1' },
    }),
    'POST /api/v1/admin/tax/{id}/withdraw': () => ({
      as: world.operator,
      path: `/api/v1/admin/tax/${taxId}/withdraw`,
      body: {},
    }),
    'POST /api/v1/admin/top-up-requests/{id}/booking': () => ({
      as: world.operator,
      path: `/api/v1/admin/top-up-requests/${booked}/booking`,
      body: { amount: '11', reason: 'Bezahlt', reference: 'R-2' },
      headers: key(),
    }),
    'POST /api/v1/admin/top-up-requests/{id}/refusal': () => ({
      as: world.operator,
      path: `/api/v1/admin/top-up-requests/${declined}/refusal`,
      body: { reason: 'Offene Rechnung' },
    }),
    'POST /api/v1/billing/top-up-requests/{id}/withdrawal': () => ({
      as: customer.admin,
      path: `/api/v1/billing/top-up-requests/${withdrawn}/withdrawal`,
      body: {},
    }),
    'POST /api/v1/billing/top-up-requests': () => ({
      as: customer.admin,
      path: '/api/v1/billing/top-up-requests',
      body: { amount: '50', note: 'Projekt' },
      headers: key(),
    }),
    'POST /api/v1/billing/saved-filters': () => ({
      as: customer.admin,
      path: '/api/v1/billing/saved-filters',
      body: { name: 'Chat im Oktober', filter: { from: '2026-10-01', to: '2026-10-31', feature: 'chat' } },
    }),
    'PATCH /api/v1/billing/saved-filters/{id}': () => ({
      as: customer.admin,
      path: `/api/v1/billing/saved-filters/${savedFilter}`,
      body: { name: 'Aufladungen', filter: { type: 'credit' } },
    }),
    'POST /api/v1/notices/credit': () => ({
      as: customer.user,
      path: '/api/v1/notices/credit',
      body: { chatId, required: '900000', note: 'Für den Bericht' },
    }),
    'POST /api/v1/notices/provider': () => ({
      as: customer.user,
      path: '/api/v1/notices/provider',
      body: { connectorType: 'openai', model: 'gpt-6-sol', note: 'Für den Bericht' },
    }),
    'POST /api/v1/notifications/read': () => ({
      as: customer.user,
      path: '/api/v1/notifications/read',
      body: { ids: [randomUUID()] },
    }),
    'POST /api/v1/onboarding/hide': () => ({ as: customer.admin, path: '/api/v1/onboarding/hide', body: {} }),
    'POST /api/v1/billing/top-ups': () => ({
      as: customer.admin,
      path: '/api/v1/billing/top-ups',
      body: { amount: '50', reference: 'B-1' },
      headers: key(),
    }),
    'POST /api/v1/billing/transfers': () => ({
      as: divided.admin,
      path: '/api/v1/billing/transfers',
      body: { fromUserId: null, toUserId: divided.user.userId, amount: '1', reason: 'Anteil' },
      headers: key(),
    }),
    'PUT /api/v1/account/mails': () => ({
      as: customer.user,
      path: '/api/v1/account/mails',
      body: { topic: 'credit', wanted: false },
    }),
    'POST /api/v1/billing/contacts': () => ({
      as: customer.admin,
      path: '/api/v1/billing/contacts',
      body: { ...contact, email: 'drei@extern.ch' },
    }),
    'PUT /api/v1/billing/contacts/{id}': () => ({
      as: customer.admin,
      path: `/api/v1/billing/contacts/${changedContact}`,
      body: { ...contact, email: 'eins@extern.ch', report: false },
    }),
    'POST /api/v1/billing/reports/test': () => ({
      as: customer.admin,
      path: '/api/v1/billing/reports/test',
      body: { month: '2026-10' },
    }),
    'POST /api/v1/unsubscriptions/{token}': () => ({
      as: {},
      path: `/api/v1${unsubscribe.replace('/unsubscribe/', '/unsubscriptions/')}`,
      body: {},
    }),
    'POST /api/v1/unsubscriptions/{token}/one-click': () => ({
      as: {},
      path: `/api/v1${unsubscribe.replace('/unsubscribe/', '/unsubscriptions/')}/one-click`,
      body: {},
    }),
    'POST /api/v1/account/mails/{token}/one-click': () => ({
      as: {},
      path: `/api/v1/account/mails/${refusalToken}/one-click`,
      body: {},
    }),
    'PUT /api/v1/billing/address': () => ({
      as: customer.admin,
      path: '/api/v1/billing/address',
      body: {
        company: 'Muster AG',
        street: 'Bahnhofstrasse',
        postcode: '8001',
        town: 'Zürich',
        country: 'CH',
        email: 'rechnung@muster.ch',
        vatId: 'CHE-116.281.710',
      },
    }),
    'POST /api/v1/admin/prices': () => ({ as: world.operator, path: '/api/v1/admin/prices', body: NEW_PRICE }),
    'POST /api/v1/admin/fx-rates': () => ({
      as: world.operator,
      path: '/api/v1/admin/fx-rates',
      body: { usdChf: '0.81', validFrom: '2099-01-01T00:00:00Z', source: 'Bank', acceptUnusual: true },
    }),
    'POST /api/v1/models/quote': () => ({
      as: customer.user,
      path: '/api/v1/models/quote',
      body: { model: MODEL, content: 'Guten Tag', chatId, maxOutputTokens: 100 },
    }),
    'POST /api/v1/chats': () => ({ as: customer.user, path: '/api/v1/chats', body: { title: 'Titel' } }),
    'PATCH /api/v1/chats/{id}': () => ({ as: customer.user, path: `/api/v1/chats/${chatId}`, body: { title: 'Neu' } }),
    'POST /api/v1/chats/{id}/messages': () => ({
      as: customer.user,
      path: `/api/v1/chats/${chatId}/messages`,
      body: { model: MODEL, content: 'Guten Tag', maxOutputTokens: 100 },
      headers: key(),
    }),
    'POST /api/v1/automations': () => ({ as: customer.user, path: '/api/v1/automations', body: { ...content } }),
    'PUT /api/v1/automations/{id}': () => ({
      as: customer.user,
      path: automation.path,
      body: { ...content, description: 'Geändert' },
    }),
    'POST /api/v1/automations/estimate': () => ({
      as: customer.user,
      path: '/api/v1/automations/estimate',
      body: { definition: content.definition, inputs: [{ name: 'url', value: 'x' }], automationId: automation.id },
    }),
    'POST /api/v1/automations/schedule-preview': () => ({
      as: customer.user,
      path: '/api/v1/automations/schedule-preview',
      body: { cron: '0 9 * * *', timeZone: 'Europe/Zurich', missed: 'skip' },
    }),
    ...Object.fromEntries(
      ['pause', 'resume', 'webhook'].map((what) => [
        `POST /api/v1/automations/{id}/${what}`,
        () => ({ as: customer.user, path: `${automation.path}/${what}`, body: {} }),
      ]),
    ),
    'POST /api/v1/automations/{id}/runs': () => ({
      as: customer.user,
      path: `${automation.path}/runs`,
      body: { inputs: [{ name: 'url', value: 'x' }], test: true, definition: content.definition },
    }),
    ...Object.fromEntries(
      ['cancel', 'retry'].map((what) => [
        `POST /api/v1/automations/{id}/runs/{runId}/${what}`,
        () => ({ as: customer.user, path: `${automation.path}/runs/${automation.runId}/${what}`, body: {} }),
      ]),
    ),
    'POST /api/v1/hooks/{token}': () => ({ as: {}, path: hooked.hook, body: { url: 'x' } }),
    'POST /api/v1/chats/{id}/stop': () => ({ as: customer.user, path: `/api/v1/chats/${chatId}/stop`, body: {} }),
  });
});

async function passwordResetRequests(): Promise<Record<string, () => Good>> {
  const userId = await world.people.person('vergesslich@kunde.test');
  const token = randomBytes(32).toString('base64url');
  await world.appDb.query(
    `INSERT INTO password_reset (id, user_id, token_hash, created_at, expires_at)
     VALUES ($1, $2, $3, now(), now() + interval '1 hour')`,
    [randomUUID(), userId, world.app.get(SecretHasher).hash(token)],
  );
  return {
    'POST /api/v1/password-reset': () => ({
      as: {},
      path: '/api/v1/password-reset',
      body: { email: customer.user.email },
    }),
    'POST /api/v1/password-reset/{token}': () => ({
      as: {},
      path: `/api/v1/password-reset/${token}`,
      body: { password: 'Acht Sätze im Wald' },
    }),
  };
}

/** Each changes how its person signs in, so each has a person of its own. */
async function accountRequests(): Promise<Record<string, () => Good>> {
  const path = '/api/v1/account/second-factor';
  const password = PASSWORD_OF_ALL;
  const person = async () => (await world.customer()).user;
  const begin = async (as: Sender) => {
    const { body } = await world.people.send<SecondFactorSetupDto>('POST', 'account/second-factor', {
      as,
      body: { password },
    });
    return new TOTP({ secret: Secret.fromBase32(body.secret) });
  };
  const [changing, beginning, confirming, renewing, removing] = [
    await person(),
    await person(),
    await person(),
    await person(),
    await person(),
  ];
  const started = await begin(confirming);
  const recoveryCode = async (as: Sender) => {
    const body = { code: (await begin(as)).generate() };
    const answer = await world.people.send<RecoveryCodesDto>('POST', 'account/second-factor/confirmation', {
      as,
      body,
    });
    return answer.body.codes[0] ?? '';
  };
  const [renewal, removal] = [await recoveryCode(renewing), await recoveryCode(removing)];
  return {
    'PUT /api/v1/account/password': () => ({
      as: changing,
      path: '/api/v1/account/password',
      body: { currentPassword: password, newPassword: 'Vier Sätze im Wald' },
    }),
    [`POST ${path}`]: () => ({ as: beginning, path, body: { password } }),
    [`POST ${path}/confirmation`]: () => ({
      as: confirming,
      path: `${path}/confirmation`,
      body: { code: started.generate() },
    }),
    [`POST ${path}/recovery-codes`]: () => ({
      as: renewing,
      path: `${path}/recovery-codes`,
      body: { password, code: renewal },
    }),
    [`POST ${path}/removal`]: () => ({ as: removing, path: `${path}/removal`, body: { password, code: removal } }),
  };
}

/** Each changes somebody, so each has somebody of its own. */
async function peopleRequests(role: RoleDto): Promise<Record<string, () => Good>> {
  const as = customer.admin;
  const roleIds = [role.id];
  const member = async () => (await world.people.member(`${randomUUID()}@x.ch`, customer.mandate, 'user')).userId;
  const invite = async () =>
    (
      await world.people.send<CreatedInvitationDto>('POST', 'members/invitations', {
        as,
        body: { email: `${randomUUID()}@x.ch`, roleIds },
      })
    ).body;
  const [given, leaving, returning] = [await member(), await member(), await member()];
  const [renewed, accepted] = [await invite(), await invite()];
  const made = await world.people.send<RoleDto>('POST', 'roles', { as, body: { name: 'Praktikum' } });
  const path = '/api/v1/members';
  return {
    [`PUT ${path}/{userId}/roles`]: () => ({ as, path: `${path}/${given}/roles`, body: { roleIds } }),
    [`POST ${path}/{userId}/deactivate`]: () => ({ as, path: `${path}/${leaving}/deactivate`, body: {} }),
    [`POST ${path}/{userId}/reactivate`]: () => ({ as, path: `${path}/${returning}/reactivate`, body: {} }),
    [`POST ${path}/invitations`]: () => ({
      as,
      path: `${path}/invitations`,
      body: { email: 'neu@x.ch', roleIds, locale: 'de-CH' },
    }),
    [`POST ${path}/invitations/{id}/renew`]: () => ({
      as,
      path: `${path}/invitations/${renewed.id}/renew`,
      body: {},
    }),
    'POST /api/v1/invitations/{token}/accept': () => ({
      as: {},
      path: `/api/v1/invitations/${accepted.link.slice(accepted.link.lastIndexOf('/') + 1)}/accept`,
      body: { displayName: 'Nina Neu', password: 'Vier Sätze im Wald', locale: 'de-CH' },
    }),
    'POST /api/v1/roles': () => ({ as, path: '/api/v1/roles', body: { name: 'Kopie', copyOf: role.id } }),
    'PATCH /api/v1/roles/{id}': () => ({
      as,
      path: `/api/v1/roles/${made.body.id}`,
      body: { name: 'Lernende' },
    }),
  };
}

/** What has not begun, and so may be withdrawn; by the name of the list that it is in. */
async function laterPriceAndRate(): Promise<Readonly<Record<'prices' | 'fx-rates', string>>> {
  const validFrom = '2098-01-01T00:00:00Z';
  const add = async (list: string, body: object) =>
    (await world.people.send<{ id: string }>('POST', `admin/${list}`, { as: world.operator, body })).body.id;
  return {
    prices: await add('prices', { ...NEW_PRICE, validFrom }),
    'fx-rates': await add('fx-rates', { usdChf: '0.8', validFrom, source: 'Bank' }),
  };
}

interface Automation {
  readonly id: string;
  readonly path: string;
  readonly runId: string;
  readonly hook: string;
  readonly content: SaveAutomationDto;
}

/** An automation whose run fails without asking anybody for anything, and that run. */
async function makeAutomation({ user: as }: Customer): Promise<Automation> {
  const steps = [http('anfrage', '{{variables.url}}')];
  const definition = { variables: [variable('url')], steps, models: [], allowedHosts: [] };
  const content = { name: 'Abruf', description: '', definition, schedule: null, runLimit: '1', monthLimit: '5' };
  const { id } = (await world.people.send<AutomationDetailDto>('POST', 'automations', { as, body: content })).body;
  const { url } = (await world.people.send<WebhookDto>('POST', `automations/${id}/webhook`, { as, body: {} })).body;
  const run = (await world.people.send<RunDto>('POST', `automations/${id}/runs`, { as, body: {} })).body;
  await eventually(async () => {
    const { body } = await world.people.send<RunDetailDto>('GET', `automations/${id}/runs/${run.id}`, { as });
    return body.status === 'failed';
  });
  return { id, path: `/api/v1/automations/${id}`, runId: run.id, hook: new URL(url).pathname, content };
}

let before: Record<string, string>;

beforeEach(async () => {
  faults.length = 0;
  world.fake.reset();
  before = await fingerprint(world.billing, world.appDb);
});

afterEach(() => expectLedgerClean(world.app));

afterAll(() => world.close());

async function expectNothingChanged(): Promise<void> {
  expect(faults).toEqual([]);
  expect(await fingerprint(world.billing, world.appDb)).toEqual(before);
  expect(world.fake.requests).toEqual([]);
}

type Request = Pick<InjectOptions, 'method' | 'url' | 'headers' | 'payload'>;

/** Requests that were not refused as they should be: all of them, so that one fault does not hide the next. */
const faults: unknown[] = [];

/** Notes a fault unless the request is refused with a problem document of the closed set; answers its code. */
async function refusal(what: string, request: Request): Promise<string> {
  const { statusCode, headers, body } = await world.app.nest.inject(request as InjectOptions);
  const isProblem = String(headers['content-type']).startsWith('application/problem+json');
  const problem = isProblem ? (JSON.parse(body) as { code: string; status: number; requestId: string }) : undefined;
  const isAsPromised =
    statusCode >= 400 &&
    statusCode < 500 &&
    problem !== undefined &&
    problem.code in ERROR_TABLE &&
    problem.status === statusCode &&
    problem.requestId !== '' &&
    problem.requestId === headers['x-request-id'] &&
    !/node_modules|QueryFailed|SELECT |FST_ERR/.test(body);
  if (!isAsPromised) faults.push({ what: what.slice(0, 120), statusCode, body: body.slice(0, 160) });
  return problem?.code ?? 'none';
}

function requestOf(name: string, { as, path, body, headers = {} }: Good): Request {
  const [method = ''] = name.split(' ');
  return {
    method,
    url: path,
    headers: { ...headersOf(as), ...headers },
    payload: JSON.stringify(body),
  };
}

function writeRoutes(): string[] {
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations)
      .filter((method) => ['post', 'put', 'patch'].includes(method))
      .map((method) => `${method.toUpperCase()} ${path}`),
  );
}

function schemaOf(name: string): Schema | undefined {
  const [method = '', path = ''] = name.split(' ');
  const ref = document.paths[path]?.[method.toLowerCase()]?.requestBody?.content['application/json']?.schema.$ref;
  return ref === undefined ? undefined : document.components.schemas[ref.replace('#/components/schemas/', '')];
}

function goodOf(name: string): Good {
  const make = good[name];
  if (!make) throw new Error(`write down a good request for ${name}`);
  return make();
}

/** Values that a property must not take, by what the document says of it. */
function badValues(name: string, property: Property): unknown[] {
  const { type, format, maxLength, nullable } = property;
  const values: unknown[] = [{}, { length: 3 }, [[]], type === 'boolean' ? 'true' : true];
  if (type === 'boolean') values.push(0, 1, 'false', '');
  if (!nullable) values.push(null);
  if (type !== 'array') values.push([], ['a']);
  if (type === 'string') values.push(5, 'a\u0000b', ...LONE_SURROGATES);
  if (type === 'string' && maxLength !== undefined) values.push('x'.repeat(maxLength + 1), '𝄞'.repeat(maxLength + 1));
  if (format === 'uuid') values.push('', 'x', `${randomUUID()}x`, '{}', "' OR 1=1 --", `{${randomUUID()}}`);
  if (format === 'email') values.push('a', 'a@', '@b', `${'a'.repeat(300)}@b.ch`, 'a@b.ch\r\nBcc: c@d.ch');
  if (format === 'date-time') values.push('', 'morgen', '2026-13-01T00:00:00Z', '2026-02-30T00:00:00Z', '12:00');
  if (property.enum) values.push('nonsense', '', 'toString', '__proto__');
  if (type === 'integer') values.push('5', 1.5, -1, 0, 1e300, '0x10');
  if (type === 'array')
    values.push(
      'a',
      5,
      [null],
      [5],
      ['a'],
      [{}],
      Array.from({ length: 600 }, () => ({ resource: 'ui.chat', effect: 'allow' })),
    );
  if (name === 'amount') values.push(...AMOUNTS);
  if (name === 'lowBalanceThreshold')
    values.push(...AMOUNTS.filter((value) => !/^[01](\.0+1?)?$|^123456789012$|^1000000/.test(String(value))));
  return values;
}

function withoutField(body: Good['body'], field: string): Good['body'] {
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== field));
}

/** Open to everybody by nature: who signs in, and who knows a secret address. */
const PUBLIC = new Set([
  'POST /api/v1/session',
  'POST /api/v1/hooks/{token}',
  'POST /api/v1/invitations/{token}/accept',
  'POST /api/v1/unsubscriptions/{token}',
  'POST /api/v1/unsubscriptions/{token}/one-click',
  'POST /api/v1/account/mails/{token}/one-click',
  'POST /api/v1/password-reset',
  'POST /api/v1/password-reset/{token}',
]);

describe('every route that writes', () => {
  it('has a good request in this table', () => {
    expect(Object.keys(good).toSorted()).toEqual(writeRoutes().toSorted());
  });

  it('refuses fields that are wrong, one at a time, and changes nothing', async () => {
    for (const name of writeRoutes()) {
      const schema = schemaOf(name);
      const request = goodOf(name);
      for (const [field, property] of Object.entries(schema?.properties ?? {})) {
        for (const value of badValues(field, property)) {
          const what = `${name} ${field}=${JSON.stringify(value)?.slice(0, 60)}`;
          await refusal(what, requestOf(name, { ...request, body: { ...request.body, [field]: value } }));
        }
      }
      for (const field of schema?.required ?? []) {
        const body = withoutField(request.body, field);
        await refusal(`${name} without ${field}`, requestOf(name, { ...request, body }));
      }
    }
    await expectNothingChanged();
  });

  it('refuses unknown fields', async () => {
    for (const name of writeRoutes().filter((route) => schemaOf(route))) {
      const request = goodOf(name);
      for (const extra of ['extra', 'mandateId', 'id', 'constructor', 'toString', 'balance']) {
        const body = { ...request.body, [extra]: 'x' };
        await refusal(`${name} with ${extra}`, requestOf(name, { ...request, body }));
      }
      const polluted = JSON.stringify(request.body).replace('{', '{"__proto__":{"isAdmin":true},');
      await refusal(`${name} with __proto__`, { ...requestOf(name, request), payload: polluted });
    }
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
    await expectNothingChanged();
  });

  it('refuses bodies that are no object, no JSON, too deep, too large or of another type', async () => {
    for (const name of writeRoutes().filter((route) => schemaOf(route))) {
      const base = requestOf(name, goodOf(name));
      const text = base.payload as string;
      const bodies: Record<string, string> = {
        'broken JSON': text.slice(0, -1),
        'two values': text + text,
        'a list': `[${text}]`,
        'an empty list': '[]',
        null: 'null',
        'a text': '"x"',
        'a number': '5',
        nothing: '',
        'white space': '   ',
        'a deep list': '['.repeat(20_000) + ']'.repeat(20_000),
        'a deep object': '{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000),
        'a comment': `/* */${text}`,
        'ten megabytes': JSON.stringify({ x: 'x'.repeat(TEN_MEGABYTES) }),
      };
      for (const [what, payload] of Object.entries(bodies)) {
        const code = await refusal(`${name}: ${what}`, { ...base, payload });
        if (what === 'ten megabytes') expect(code).toBe('common.payload_too_large');
      }
      for (const type of [
        'text/plain',
        'application/xml',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'nonsense',
        '',
      ]) {
        const headers = { ...base.headers, 'content-type': type };
        await refusal(`${name} as ${type || 'no type'}`, { ...base, headers });
      }
    }
    await expectNothingChanged();
  });

  it('refuses ids in its path that are none, or are nobody’s', async () => {
    const ids = [
      'x',
      '1',
      '-1',
      'null',
      '%00',
      '%F0%9F%98%80',
      randomUUID(),
      `${randomUUID()}%20`,
      'a'.repeat(300),
      '%27',
      '..%2f..',
      '%E0%A4%A',
      '%',
    ];
    for (const name of writeRoutes().filter((route) => route.includes('{id}'))) {
      const request = goodOf(name);
      const [start = '', end = ''] = name.replace(/^\w+ /, '').split('{id}');
      for (const id of ids) {
        await refusal(`${name} of ${id}`, requestOf(name, { ...request, path: start + id + end }));
      }
    }
    await expectNothingChanged();
  });

  it('refuses whoever is not signed in, and every kind of broken credential', async () => {
    const credentials: Record<string, string>[] = [
      {},
      { cookie: 'nyla_session=' },
      { cookie: 'nyla_session=x; nyla_session=y' },
      { cookie: `nyla_session=${'a'.repeat(4_000)}` },
      { authorization: 'Bearer' },
      { authorization: 'Bearer x' },
      { authorization: `Bearer ${'%00'.repeat(100)}` },
      { authorization: 'Basic YTpi' },
    ];
    for (const name of writeRoutes().filter((route) => !PUBLIC.has(route))) {
      const request = requestOf(name, goodOf(name));
      for (const credential of credentials) {
        const rest = { 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...credential };
        const code = await refusal(`${name} as ${JSON.stringify(credential)}`, { ...request, headers: rest });
        expect({ name, credential, code }).toEqual({ name, credential, code: 'auth.required' });
      }
    }
    await expectNothingChanged();
  });

  it('refuses a mandate that is none of the caller’s', async () => {
    for (const name of writeRoutes().filter((route) => !PUBLIC.has(route))) {
      const request = requestOf(name, goodOf(name));
      for (const mandateId of [other.mandate.id, randomUUID(), 'x', "' OR 1=1", 'a'.repeat(2_000)]) {
        await refusal(`${name} in ${mandateId.slice(0, 40)}`, {
          ...request,
          headers: { ...request.headers, 'x-mandate-id': mandateId },
        });
      }
    }
    await expectNothingChanged();
  });

  it('that moves money refuses a missing or malformed idempotency key', async () => {
    const routes = writeRoutes().filter((route) => {
      const [method = '', path = ''] = route.split(' ');
      const parameters = document.paths[path]?.[method.toLowerCase()]?.parameters ?? [];
      return parameters.some((parameter) => parameter.name.toLowerCase() === 'idempotency-key');
    });
    expect(routes.length).toBeGreaterThanOrEqual(3);
    for (const name of routes) {
      const base = requestOf(name, goodOf(name));
      const isRequired = name.includes('/admin/');
      for (const key of [
        ...(isRequired ? [undefined] : []),
        '',
        ' ',
        'a b',
        'ü',
        'x'.repeat(129),
        'x'.repeat(10_000),
      ]) {
        const { 'idempotency-key': _key, ...headers } = base.headers as Record<string, string>;
        const withKey = key === undefined ? headers : { ...headers, 'idempotency-key': key };
        await refusal(`${name} with key ${key?.slice(0, 20)}`, { ...base, headers: withKey });
      }
    }
    await expectNothingChanged();
  });

  it('refuses ids in its body that are nobody’s or another mandate’s', async () => {
    const foreignBooking = (
      await world.billing.query('SELECT id FROM billing_transaction WHERE mandate_id = $1 LIMIT 1', [other.mandate.id])
    ).rows[0].id;
    const foreignChat = await world.newChat(other.user);
    const foreignAutomation = await makeAutomation(other);
    before = await fingerprint(world.billing, world.appDb);
    const foreign: [string, string, string[]][] = [
      ['POST /api/v1/admin/mandates/{id}/adjustments', 'reversalOf', [randomUUID(), foreignBooking]],
      ['POST /api/v1/admin/mandates/{id}/credits', 'userId', [randomUUID(), other.user.userId]],
      ['POST /api/v1/billing/transfers', 'toUserId', [randomUUID(), other.user.userId]],
      ['POST /api/v1/billing/transfers', 'fromUserId', [randomUUID(), other.user.userId]],
      ['POST /api/v1/models/quote', 'chatId', [randomUUID(), foreignChat]],
      ['POST /api/v1/automations/estimate', 'automationId', [randomUUID(), foreignAutomation.id]],
    ];
    for (const [name, field, ids] of foreign) {
      for (const id of ids) {
        const request = goodOf(name);
        await refusal(`${name} ${field}`, requestOf(name, { ...request, body: { ...request.body, [field]: id } }));
      }
    }
    const retry = goodOf('POST /api/v1/chats/{id}/messages');
    for (const retryOf of [randomUUID(), chatId, 'x', null]) {
      await refusal('retryOf', requestOf('POST x', { ...retry, body: { model: MODEL, retryOf } }));
    }
    await refusal('both', requestOf('POST x', { ...retry, body: { ...retry.body, retryOf: randomUUID() } }));
    await expectNothingChanged();
  });

  it('takes the good request that all of these differ from', async () => {
    bookingId = (await world.credit(customer.mandate.id, '3')).id;
    for (const name of writeRoutes()) {
      const { statusCode, body } = await world.app.nest.inject(requestOf(name, goodOf(name)) as InjectOptions);
      if (statusCode >= 300) faults.push({ name, statusCode, body });
    }
    expect(faults).toEqual([]);
    expect(before).not.toEqual(await fingerprint(world.billing, world.appDb));
  });
});

describe('every route that reads', () => {
  const BAD_QUERIES: Readonly<Record<string, readonly string[]>> = {
    month: ['x', '2026-13', '2026-1', '2026-10-01'],
    cursor: ['x', '%00', 'e30', 'e30%3D', 'W10', 'bnVsbA', 'a'.repeat(500), '%27', 'eyJpZCI6MX0', ''],
    limit: ['0', '-1', '1.5', 'x', '1e2', '201', '999999999999999999999', '', '0x10', '%00'],
    from: ['x', '2026-13-01', '2026-02-30', '20260101', '', '2026-01-01T00:00:00Z', '%00'],
    to: ['x', '2026-13-01', '2026-02-30', ''],
    type: ['x', ''],
    kind: ['x', 'Invitation', ''],
    connectorType: ['x', 'OpenAI', ''],
    model: ['%00', 'a'.repeat(300)],
    feature: ['x', ''],
    state: ['x', 'Current', ''],
    status: ['x', 'Active', ''],
    scope: ['x', 'Own', ''],
    step: ['%00', 'a'.repeat(300)],
    userId: ['x', '1', ''],
    automationId: ['x', ''],
    runId: ['x', ''],
    q: ['%00', 'a'.repeat(101)],
    format: ['xml', ''],
    action: ['x', 'price', ''],
    subject: ['x', 'price.added', ''],
    actorKind: ['x', ''],
    mandateId: ['x', '1', ''],
    groupBy: ['x', 'day,x', 'day,month,model,feature', 'day%00'],
    billingModel: ['x', 'postpay', ''],
    sort: ['x', 'name,balance', 'password', ''],
    direction: ['x', 'ASC', ''],
    locale: ['x', 'de', ''],
    accountId: ['x', '1', ''],
  };

  function readRoutes(): [string, string[]][] {
    return Object.entries(document.paths).flatMap(([path, { get }]) => {
      if (!get || path.includes('events') || path.startsWith('/health')) return [];
      const names = (get.parameters ?? []).filter((parameter) => parameter.in === 'query').map(({ name }) => name);
      return [[path, names] as [string, string[]]];
    });
  }

  const asFor = (path: string) => (path.includes('/admin/') ? world.operator : customer.admin);
  const range = (path: string) => (path.endsWith('/statistics') ? 'from=2026-11-01&to=2026-11-30&' : '');

  it('refuses parameters that are wrong', async () => {
    for (const [path, names] of readRoutes()) {
      if (path.includes('{id}')) continue;
      for (const name of names) {
        const values = BAD_QUERIES[name];
        if (!values) throw new Error(`write down bad values for ${name}`);
        for (const value of values) {
          const others = range(path).replace(new RegExp(`${name}=[^&]*&`), '');
          const url = `${path}?${others}${name}=${value}`;
          await refusal(`GET ${url.slice(0, 120)}`, { method: 'GET', url, headers: headersOf(asFor(path)) });
        }
        if (name === 'groupBy') continue;
        for (const query of [`${name}=1&${name}=2`, `${name}[a]=1`, `${name}[]=1`]) {
          const others = range(path).replace(new RegExp(`${name}=[^&]*&`), '');
          const url = `${path}?${others}${query}`;
          await refusal(`GET ${url}`, { method: 'GET', url, headers: headersOf(asFor(path)) });
        }
      }
      if (names.length > 0) {
        const url = `${path}?${range(path)}nonsense=1`;
        await refusal(`GET ${url}`, { method: 'GET', url, headers: headersOf(asFor(path)) });
      }
    }
    await expectNothingChanged();
  });

  it('refuses statistics over too long or inverted a range', async () => {
    for (const query of [
      'from=2000-01-01&to=2026-01-01',
      'from=2026-02-01&to=2026-01-01',
      'from=0000-01-01&to=9999-12-31',
    ]) {
      const url = `/api/v1/billing/statistics?${query}`;
      await refusal(url, { method: 'GET', url, headers: headersOf(customer.admin) });
    }
    await expectNothingChanged();
  });

  it('never fails on an id that is none', async () => {
    for (const [path] of readRoutes().filter(([route]) => route.includes('{id}'))) {
      for (const id of ['x', '%00', '1', randomUUID(), '%E0%A4%A', '%', 'a'.repeat(5_000)]) {
        const url = path.replace('{id}', id);
        await refusal(`GET ${url.slice(0, 80)}`, { method: 'GET', url, headers: headersOf(asFor(path)) });
      }
    }
    await expectNothingChanged();
  });

  it('answers what nobody knows with a problem document', async () => {
    const unknown: [string, string][] = [
      ['GET', '/api/v1/nonsense'],
      ['GET', '/api/v2/chats'],
      ['DELETE', '/api/v1/billing/balance'],
      ['PUT', '/api/v1/billing/transactions'],
      ['DELETE', `/api/v1/billing/transactions/${bookingId}`],
      ['PATCH', `/api/v1/billing/transactions/${bookingId}`],
      ['POST', '/api/v1/billing/transactions'],
      ['GET', '/api/v1/%'],
      ['GET', '/api/v1/chats/%E0%A4%A'],
      ['GET', '/api//v1/chats'],
    ];
    for (const [method, url] of unknown) {
      await refusal(`${method} ${url}`, { method, url, headers: headersOf(customer.admin) });
    }
    await expectNothingChanged();
  });
});

describe('a body that is too large', () => {
  it.each([
    ['announced', `content-length: ${TEN_MEGABYTES}`],
    ['in chunks', 'transfer-encoding: chunked'],
  ])('%s is refused before it was read, and who goes on sending can read why', async (_name, header) => {
    const { port } = new URL(world.baseUrl);
    const socket = connect(Number(port), '127.0.0.1');
    const session = headersOf(customer.user)['cookie'];
    let answer = '';
    const failures: Error[] = [];
    socket.on('error', (error) => failures.push(error));
    socket.write(
      `POST /api/v1/chats HTTP/1.1\r\nhost: x\r\ncookie: ${session}\r\ncontent-type: application/json\r\n${header}\r\n\r\n`,
    );
    const chunk = 'x'.repeat(65_536);
    // Nothing is read while half of it is sent, as browsers do.
    socket.pause();
    for (let sent = 0; sent < TEN_MEGABYTES / 2 && failures.length === 0; sent += chunk.length) {
      const more = socket.write(header.startsWith('transfer') ? `10000\r\n${chunk}\r\n` : chunk);
      if (!more) await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
    }
    expect(failures).toEqual([]);
    socket.on('data', (data) => {
      answer += String(data);
    });
    socket.resume();
    await eventually(() => answer.includes('\r\n\r\n'));
    socket.destroy();
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('application/problem+json');
    await expectNothingChanged();
  });
});
