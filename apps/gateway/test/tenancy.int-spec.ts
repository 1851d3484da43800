import { randomUUID } from 'node:crypto';
import type {
  AutomationDetailDto,
  CreatedApiKeyDto,
  PermissionsDto,
  ProblemDto,
  RoleDto,
  SaveAutomationDto,
  StatisticsDto,
  TransactionDto,
} from '@nyla/contracts';
import { MandatesFacade } from '../src/mandates/mandates.facade.js';
import { prompt } from './support/automations.js';
import { expectLedgerClean } from './support/ledger-check.js';
import type { Sender } from './support/people.js';
import { type Customer, eventually, headersOf, MODEL, type Person, pause, World } from './support/world.js';

const SECRET = 'GEHEIMNIS-DER-ERSTEN';

/** Everything of one mandate that has an id. */
interface Belongings {
  readonly chatId: string;
  readonly messageIds: readonly string[];
  readonly transactionIds: readonly string[];
  readonly roleId: string;
  readonly apiKeyId: string;
  readonly automationId: string;
  readonly accountId: string;
}

let world: World;
let first: Customer;
let second: Customer;
let firsts: Belongings;
let rootId: string;

beforeAll(async () => {
  world = await World.create();
  first = await world.customer();
  second = await world.customer();
  rootId = (await world.app.get(MandatesFacade).findRoot())?.id ?? '';
  firsts = await fill(first);
  await answer(second.user, 'Frage der zweiten');
});

beforeEach(() => world.fake.reset());

afterEach(() => expectLedgerClean(world.app));

afterAll(() => world.close());

async function answer(as: Sender, content: string): Promise<string> {
  const chatId = await world.newChat(as);
  const stream = await (await world.ask(as, chatId, { content })).finish();
  expect(stream.one('done').status).toBe('completed');
  return chatId;
}

async function fill({ mandate, admin, user }: Customer): Promise<Belongings> {
  world.fake.script({ text: `Antwort ${SECRET}` });
  const chatId = await answer(user, `Frage ${SECRET}`);
  await world.people.send('PATCH', `chats/${chatId}`, { as: user, body: { title: SECRET } });
  await world.people.send('PATCH', 'me', { as: user, body: { displayName: `Person ${SECRET}` } });
  await world.people.send('POST', `admin/mandates/${mandate.id}/credits`, {
    as: world.operator,
    body: { amount: '77.77', reason: SECRET, reference: SECRET },
    headers: { 'idempotency-key': randomUUID() },
  });
  const key = await world.people.send<CreatedApiKeyDto>('POST', 'api-keys', { as: user, body: { name: SECRET } });
  const automation = await world.people.send<AutomationDetailDto>('POST', 'automations', {
    as: user,
    body: secretAutomation(),
  });
  const roles = await world.people.send<{ items: RoleDto[] }>('GET', 'roles', { as: admin });
  const transactions = await world.transactions(admin);
  return {
    chatId,
    messageIds: (await world.chat(user, chatId)).messages.map(({ id }) => id),
    transactionIds: transactions.items.map(({ id }) => id),
    roleId: roles.body.items[0]?.id ?? '',
    apiKeyId: key.body.id,
    automationId: automation.body.id,
    accountId: (await world.account(mandate.id)).id,
  };
}

function secretAutomation(): SaveAutomationDto {
  const steps = [prompt('frage', SECRET)];
  const definition = { variables: [], steps, models: [MODEL], allowedHosts: [] };
  return { name: SECRET, description: SECRET, definition, schedule: null, runLimit: '77.77', monthLimit: null };
}

/** Nothing that tells of the first mandate: none of its ids, none of its words, none of its figures. */
function expectNothingOfFirst(what: string, content: string): void {
  const { chatId, messageIds, transactionIds, roleId, apiKeyId, automationId, accountId } = firsts;
  const ids = [chatId, ...messageIds, ...transactionIds, roleId, apiKeyId, automationId, accountId];
  const marks = [SECRET, '77.77', first.mandate.id, first.mandate.name, first.user.userId, first.admin.userId, ...ids];
  expect({ what, leaked: marks.filter((mark) => content.includes(mark)) }).toEqual({ what, leaked: [] });
}

async function read(as: Sender, path: string, headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(`${world.baseUrl}/api/v1/${path}`, { headers: { ...headersOf(as), ...headers } });
  return `${response.status} ${await response.text()}`;
}

const MANY_DAYS = 'from=2026-01-01&to=2028-12-31';

describe('ids of another mandate', () => {
  it.each([
    ['a user', () => second.user],
    ['an admin', () => second.admin],
  ])('are unknown to %s', async (_name, who) => {
    const as = who();
    const { chatId, messageIds, transactionIds, roleId, apiKeyId, automationId } = firsts;
    const ownChat = await world.newChat(as);
    const requests: [Parameters<World['people']['send']>[0], string, unknown?][] = [
      ['GET', `chats/${chatId}`],
      ['PATCH', `chats/${chatId}`, { title: 'Mein' }],
      ['POST', `chats/${chatId}/stop`, {}],
      ['POST', `chats/${chatId}/messages`, { model: MODEL, content: 'Was stand hier?' }],
      ['POST', `chats/${chatId}/messages`, { model: MODEL, retryOf: messageIds.at(-1) }],
      ['DELETE', `chats/${chatId}`],
      ['POST', 'models/quote', { model: MODEL, content: 'x', chatId }],
      ['GET', `automations/${automationId}`],
      ['PUT', `automations/${automationId}`, secretAutomation()],
      ['POST', `automations/${automationId}/runs`, {}],
      ['GET', `automations/${automationId}/runs`],
      ['POST', `automations/${automationId}/webhook`, {}],
      ['DELETE', `automations/${automationId}`],
      ...transactionIds.map((id): ['GET', string] => ['GET', `billing/transactions/${id}`]),
    ];
    for (const [method, path, body] of requests) {
      const { status, body: problem } = await world.people.send<ProblemDto>(method, path, { as, body });
      expect({ method, path, status, code: problem?.code }).toEqual({
        method,
        path,
        status: 404,
        code: 'common.not_found',
      });
    }
    const retry = await world.ask(as, ownChat, { retryOf: messageIds.at(-1) ?? '' });
    expect([404, 409]).toContain(retry.status);
    for (const [method, path, body] of [
      ['GET', `roles/${roleId}`],
      ['PUT', `roles/${roleId}/rules`, { rules: [] }],
      ['DELETE', `api-keys/${apiKeyId}`],
    ] as const) {
      const { status } = await world.people.send(method, path, { as, body });
      expect({ method, path, status }).toEqual({
        method,
        path,
        status: as === second.admin || method === 'DELETE' ? 404 : 403,
      });
    }
    expect(world.fake.requests).toEqual([]);
    expect((await world.chat(first.user, chatId)).title).toBe(SECRET);
  });

  it('as X-Mandate-Id are unknown, on every kind of route, to a session and to a key', async () => {
    const key = await world.people.send<CreatedApiKeyDto>('POST', 'api-keys', {
      as: second.admin,
      body: { name: 'k' },
    });
    for (const as of [second.user, second.admin, { apiKey: key.body.key }]) {
      for (const mandateId of [first.mandate.id, rootId, randomUUID()]) {
        for (const path of [
          'me',
          'chats',
          'billing/balance',
          'billing/transactions',
          'roles',
          'permissions',
          'models',
        ]) {
          const { status, body } = await world.people.send<ProblemDto>('GET', path, { as, mandateId });
          expect({ path, status, code: body.code }).toEqual({ path, status: 404, code: 'common.not_found' });
        }
        const events = await fetch(`${world.baseUrl}/api/v1/billing/balance/events`, {
          headers: { ...headersOf(as), 'x-mandate-id': mandateId },
        });
        expect(events.status).toBe(404);
        await events.body?.cancel();
      }
    }
  });

  it('in an operator’s correction of another mandate are unknown', async () => {
    const { status } = await world.people.send('POST', `admin/mandates/${second.mandate.id}/adjustments`, {
      as: world.operator,
      body: { reversalOf: firsts.transactionIds[0], reason: 'Irrtum' },
      headers: { 'idempotency-key': randomUUID() },
    });
    expect(status).toBe(404);
  });
});

describe('lists of one mandate', () => {
  const PATHS = [
    'chats?limit=200',
    'automations?limit=200',
    'automations/templates',
    'billing/transactions?limit=200',
    'billing/transactions?format=csv',
    'billing/transactions/summary',
    'billing/saved-filters',
    'billing/forecast',
    'billing/check',
    `billing/transactions?q=${SECRET}`,
    `billing/transactions?q=77.77`,
    `billing/transactions?q=%25`,
    `billing/transactions?q=_`,
    `billing/statistics?${MANY_DAYS}&groupBy=day,userId,model`,
    'billing/accounts',
    'billing/settings',
    'billing/balance',
    'members?limit=200',
    'api-keys?limit=200',
    'roles',
    'me',
    'permissions',
    'models',
  ];

  it('hold nothing of another, whatever is filtered or searched for', async () => {
    const filters = [
      `billing/transactions?userId=${first.user.userId}`,
      `billing/transactions?userId=${first.user.userId}&format=csv`,
      `billing/statistics?${MANY_DAYS}&userId=${first.user.userId}`,
      ...firsts.transactionIds.map((id) => `billing/transactions?q=${id}`),
      `billing/transactions?q=${firsts.chatId}`,
    ];
    for (const as of [second.user, second.admin]) {
      for (const path of [...PATHS, ...filters]) {
        expectNothingOfFirst(path, await read(as, path));
      }
    }
  });

  it('hold what is theirs: the search above could have found it', async () => {
    expect(await read(first.admin, `billing/transactions?q=${SECRET}`)).toContain('77.77');
    expect(await read(first.admin, `billing/transactions?q=${firsts.transactionIds[0]}`)).toContain(
      firsts.transactionIds[0],
    );
    expect(await read(first.user, 'chats')).toContain(SECRET);
    expect(await read(first.admin, 'members')).toContain(SECRET);
  });

  it('treat % and _ of a search as letters', async () => {
    for (const q of ['%25', '%25%25', 'GEHEIMNIS_DER', 'GEHEIM%25', '\\', 'GEHEIM\\']) {
      expect(await read(first.admin, `billing/transactions?q=${q}`)).toBe('200 {"items":[],"nextCursor":null}');
    }
  });

  it('do not continue from another mandate’s cursor into that mandate', async () => {
    for (const path of ['billing/transactions', 'members', 'chats', 'api-keys']) {
      const whose = path === 'chats' || path === 'api-keys' ? first.user : first.admin;
      if (path === 'chats') await Promise.all([world.newChat(whose), world.newChat(whose)]);
      if (path === 'api-keys') await world.people.send('POST', path, { as: whose, body: { name: 'Zweiter' } });
      const page = await world.people.send<{ nextCursor: string | null }>('GET', `${path}?limit=1`, { as: whose });
      expect({ path, nextCursor: page.body.nextCursor }).toEqual({ path, nextCursor: expect.any(String) });
      for (const as of [second.user, second.admin]) {
        expectNothingOfFirst(
          path,
          await read(as, `${path}?limit=200&cursor=${encodeURIComponent(page.body.nextCursor ?? '')}`),
        );
      }
    }
  });

  it('and live balances hold nothing of another', async () => {
    const controller = new AbortController();
    const response = await fetch(`${world.baseUrl}/api/v1/billing/balance/events`, {
      headers: headersOf(second.admin),
      signal: controller.signal,
    });
    let heard = '';
    const listening = (async () => {
      for await (const chunk of response.body ?? []) heard += Buffer.from(chunk).toString();
    })().catch(() => undefined);
    await eventually(() => heard.includes('event: balance'));
    const before = heard;
    await world.credit(first.mandate.id, '1.23');
    await answer(first.user, 'Wie geht es?');
    await pause(400);
    expect(heard).toBe(before);
    expectNothingOfFirst('balance events', heard);
    await world.credit(second.mandate.id, '0.5');
    await eventually(() => heard.length > before.length, 2_000);
    controller.abort();
    await listening;
  });
});

describe('a mandate’s admin', () => {
  const asOperator = async (as: Sender) => {
    const headers = { 'idempotency-key': randomUUID() };
    const reversalOf = (await world.transactions(second.admin)).items[0]?.id;
    const answers = [
      await world.people.send('GET', 'admin/mandates', { as }),
      await world.people.send('POST', `admin/mandates/${second.mandate.id}/credits`, {
        as,
        headers,
        body: { amount: '1000', reason: 'x' },
      }),
      await world.people.send('POST', `admin/mandates/${second.mandate.id}/adjustments`, {
        as,
        headers,
        body: { reversalOf, reason: 'x' },
      }),
      await world.people.send('GET', 'admin/prices', { as }),
      await world.people.send('POST', 'admin/prices', {
        as,
        body: { connectorType: 'demo', model: 'sage', source: 'x' },
      }),
      await world.people.send('GET', 'admin/fx-rates', { as }),
      await world.people.send('POST', 'admin/fx-rates', { as, body: { usdChf: '0.8', source: 'x' } }),
    ];
    return answers.map(({ status, body }) => `${status} ${(body as { code?: string }).code}`);
  };
  const FORBIDDEN = Array(7).fill('403 rbac.forbidden');

  it('never reaches the operator’s routes', async () => {
    expect(await asOperator(second.admin)).toEqual(FORBIDDEN);
    expect(await asOperator(second.user)).toEqual(FORBIDDEN);
  });

  it('never reaches them with * in a role either, written into the database or asked for', async () => {
    const roles = await world.people.send<{ items: RoleDto[] }>('GET', 'roles', { as: second.admin });
    const role = roles.body.items.find(({ name }) => name === 'admin');
    for (const resource of ['data.operator.*', 'data.operator.credit', 'data.operator.prices', 'ui.admin']) {
      const rules = [
        ...(role?.rules ?? []).filter((rule) => rule.resource !== resource),
        { resource, effect: 'allow' },
      ];
      const { status } = await world.people.send('PUT', `roles/${role?.id}/rules`, {
        as: second.admin,
        body: { rules },
      });
      expect({ resource, refused: status === 403 || status === 422 }).toEqual({ resource, refused: true });
    }
    await world.appDb.query('DELETE FROM access_rule WHERE role_id = $1', [role?.id]);
    await world.appDb.query(
      "INSERT INTO access_rule VALUES ($1, '*', 'allow'), ($1, 'data.*', 'allow'), ($1, 'data.operator.*', 'allow'), ($1, 'data.operator.credit', 'allow'), ($1, 'data.operator.prices', 'allow'), ($1, 'data.operator.mandates.read', 'allow')",
      [role?.id],
    );
    try {
      expect(await asOperator(second.admin)).toEqual(FORBIDDEN);
      const key = await world.people.send<CreatedApiKeyDto>('POST', 'api-keys', {
        as: second.admin,
        body: { name: 'Alles' },
      });
      expect(key.status).toBe(201);
      expect(await asOperator({ apiKey: key.body.key })).toEqual(FORBIDDEN);
      const { body } = await world.people.send<PermissionsDto>('GET', 'permissions', { as: second.admin });
      expect(body.permissions.filter((name) => name.includes('operator') || name === 'ui.admin')).toEqual([]);
    } finally {
      await world.appDb.query('DELETE FROM access_rule WHERE role_id = $1', [role?.id]);
      for (const { resource, effect } of role?.rules ?? []) {
        await world.appDb.query('INSERT INTO access_rule VALUES ($1, $2, $3)', [role?.id, resource, effect]);
      }
    }
  });

  it('of ROOT who is no operator does not reach them', async () => {
    const root = await world.app.get(MandatesFacade).get(rootId);
    const rootAdmin = await world.member('root-admin@nyla.test', root, 'admin');
    expect(await asOperator(rootAdmin)).toEqual(FORBIDDEN);
  });

  it('cannot read the chats of the mandate’s people; neither can the operator', async () => {
    for (const as of [first.admin, world.operator]) {
      expect(await read(as, `chats/${firsts.chatId}`)).toMatch(/^404 /);
      expect(await read(as, 'chats?limit=200')).not.toContain(SECRET);
    }
  });
});

describe('a user', () => {
  let colleague: Person;

  beforeAll(async () => {
    colleague = await world.member('kollege@kunde.test', first.mandate, 'user');
    await answer(colleague, 'Frage des Kollegen');
  });

  const own = (items: readonly TransactionDto[]) => new Set(items.map(({ userId }) => userId));

  it('sees the own bookings only: in lists, by id, as a file, filtered for somebody else', async () => {
    const all = (await world.transactions(first.admin, '?limit=200')).items;
    expect(own(all).size).toBeGreaterThan(2);
    expect(own((await world.transactions(colleague, '?limit=200')).items)).toEqual(new Set([colleague.userId]));
    const others = all.filter(({ userId }) => userId !== colleague.userId);
    for (const { id } of others) expect(await read(colleague, `billing/transactions/${id}`)).toMatch(/^404 /);
    const file = await read(colleague, 'billing/transactions?format=csv');
    for (const { id } of others) expect(file).not.toContain(id);
    for (const query of [`?userId=${first.user.userId}`, `?q=${others[0]?.id}`, `?q=${SECRET}`, '?type=credit']) {
      const { items } = await world.transactions(colleague, query);
      expect({ query, foreign: items.filter(({ userId }) => userId !== colleague.userId) }).toEqual({
        query,
        foreign: [],
      });
    }
  });

  it('sees the own statistics only', async () => {
    const statistics = async (as: Sender, query = '') =>
      (await world.people.send<StatisticsDto>('GET', `billing/statistics?${MANY_DAYS}&groupBy=userId${query}`, { as }))
        .body;
    expect((await statistics(first.admin)).rows.length).toBeGreaterThan(1);
    expect((await statistics(colleague)).rows.map(({ userId }) => userId)).toEqual([colleague.userId]);
    const filtered = await statistics(colleague, `&userId=${first.user.userId}`);
    expect((filtered.rows ?? []).filter(({ userId }) => userId !== colleague.userId)).toEqual([]);
    expect((filtered.total?.calls ?? 0) <= 1).toBe(true);
  });

  it('sees no accounts, members, roles, settings', async () => {
    for (const path of ['billing/accounts', 'members', 'roles', 'billing/settings']) {
      expect(await read(colleague, path)).toMatch(/^403 .*rbac\.forbidden/);
    }
  });

  it('sees and ends the own API keys only', async () => {
    expect(await read(colleague, 'api-keys')).not.toContain(firsts.apiKeyId);
    expect((await world.people.send('DELETE', `api-keys/${firsts.apiKeyId}`, { as: colleague })).status).toBe(404);
  });

  it('in two mandates is in one at a time, chats and bookings apart', async () => {
    const both = await world.member('beide@kunde.test', first.mandate, 'user');
    await world.people.join(both.userId, second.mandate, 'user');
    const inMandate = async (mandateId: string) => {
      const { body } = await world.people.send<{ id: string }>('POST', 'chats', { as: both, mandateId, body: {} });
      return body.id;
    };
    const chatOfFirst = await inMandate(first.mandate.id);
    const response = await fetch(`${world.baseUrl}/api/v1/chats/${chatOfFirst}/messages`, {
      method: 'POST',
      headers: { ...headersOf(both), 'x-mandate-id': first.mandate.id },
      body: JSON.stringify({ model: MODEL, content: 'Wer zahlt?' }),
    });
    await response.text();
    const elsewhere = { as: both, mandateId: second.mandate.id };
    expect((await world.people.send('GET', `chats/${chatOfFirst}`, elsewhere)).status).toBe(404);
    expect(
      (await world.people.send<{ items: unknown[] }>('GET', 'billing/transactions', elsewhere)).body.items,
    ).toEqual([]);
    const here = await world.people.send<{ items: TransactionDto[] }>('GET', 'billing/transactions', {
      as: both,
      mandateId: first.mandate.id,
    });
    expect(here.body.items).toHaveLength(1);

    const key = await world.people.send<CreatedApiKeyDto>('POST', 'api-keys', {
      as: both,
      mandateId: first.mandate.id,
      body: { name: 'Erste' },
    });
    const asKey = { apiKey: key.body.key };
    expect(
      (await world.people.send('GET', 'billing/balance', { as: asKey, mandateId: second.mandate.id })).status,
    ).toBe(404);
    expect((await world.people.send('GET', `chats/${chatOfFirst}`, { as: asKey })).status).toBe(200);
  });
});
