import { randomUUID } from 'node:crypto';
import {
  type CreatedMandateDto,
  MANDATE_SORTS,
  type MandateAccountPageDto,
  type MandateDetailDto,
  type MandateHoldPageDto,
  type MandateOverviewDto,
  type MandateOverviewPageDto,
  type MeDto,
  type MemberPageDto,
  type ProblemDto,
  type StatisticsDto,
  TOTAL_COUNT_HEADER,
  type TransactionDetailDto,
  type TransactionDto,
  type TransactionPageDto,
  XLSX_MEDIA_TYPE,
} from '@nyla/contracts';
import { AccountsService } from '../src/billing/accounts.service.js';
import { expectLedgerClean } from './support/ledger-check.js';
import type { Sender } from './support/people.js';
import { type Customer, eventually, headersOf, MODEL, World } from './support/world.js';

let world: World;

beforeAll(async () => {
  world = await World.create();
});

beforeEach(() => world.fake.reset());

afterEach(() => expectLedgerClean(world.app));

afterAll(() => world.close());

function send<T = ProblemDto>(
  method: 'GET' | 'POST' | 'PATCH' | 'PUT',
  path: string,
  body?: unknown,
  as: Sender = world.operator,
) {
  return world.people.send<T>(method, path, { as, ...(body === undefined ? {} : { body }) });
}

async function file(query: string) {
  const response = await fetch(`${world.baseUrl}/api/v1/admin/mandates?${query}`, {
    headers: headersOf(world.operator),
  });
  const { headers } = response;
  return { body: await response.text(), type: headers.get('content-type'), rows: headers.get(TOTAL_COUNT_HEADER) };
}

async function overview(query = ''): Promise<MandateOverviewPageDto> {
  const { status, body } = await send<MandateOverviewPageDto>('GET', `admin/mandates${query}`);
  expect(status).toBe(200);
  return body;
}

function create(body: object, key: string = randomUUID(), as: Sender = world.operator) {
  return world.people.send<CreatedMandateDto & ProblemDto>('POST', 'admin/mandates', {
    as,
    body,
    headers: { 'idempotency-key': key },
  });
}

function newMandate(name: string, more: object = {}) {
  return {
    name,
    billingModel: 'PREPAY_MANDATE',
    firstAdmin: { email: `${randomUUID()}@neu.test`, locale: 'de-CH' },
    ...more,
  };
}

async function audit(mandateId: string): Promise<{ action: string; before: unknown; after: unknown }[]> {
  const sql = 'SELECT action, before, after, created_at FROM audit_entry WHERE mandate_id = $1 ORDER BY created_at';
  return (await world.appDb.query(sql, [mandateId])).rows as never;
}

async function ask(as: Sender, chatId: string): Promise<string> {
  const stream = await (await world.ask(as, chatId, { content: 'Frage' })).finish();
  return stream.one('done').status;
}

describe('the overview', () => {
  let customers: Customer[];

  beforeAll(async () => {
    customers = [
      await world.customer({ credit: '30' }),
      await world.customer({ credit: '10' }),
      await world.customer({ credit: '20' }),
      await world.customer({ credit: '0', billingModel: 'POSTPAY', creditLimit: '100' }),
      await world.customer({ credit: '0' }),
    ];
    const [first] = customers as [Customer];
    await ask(first.user, await world.newChat(first.user));
  });

  it('says of each mandate what its books say [lesson: admin-balances]', async () => {
    const [first, , , postpay, empty] = customers as [Customer, Customer, Customer, Customer, Customer];
    const { items } = await overview('?limit=200');
    const line = (customer: Customer | undefined) => items.find(({ id }) => id === customer?.mandate.id);
    const [debit] = await world.debits(first.mandate.id);
    expect(line(first)).toMatchObject({
      name: first.mandate.name,
      kind: 'customer',
      status: 'active',
      billingModel: 'PREPAY_MANDATE',
      state: 'ok',
      held: '0.00',
      members: 2,
      usedLastMonth: '0.00',
      usedThisMonth: Number(debit?.amount.slice(1)).toString(),
      lastUsedOn: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/) as string,
    });
    expect(line(postpay)).toMatchObject({ balance: '0.00', available: '100.00', state: 'ok', lastUsedOn: null });
    expect(line(empty)).toMatchObject({ available: '0.00', state: 'exhausted', runwayDays: null });
    expect(items.find(({ kind }) => kind === 'root')).toMatchObject({ available: null, state: 'unlimited' });
  });

  it.each(MANDATE_SORTS)('pages by %s in both directions without a gap or a repeat', async (sort) => {
    for (const direction of ['asc', 'desc'] as const) {
      const whole = (await overview(`?limit=200&sort=${sort}&direction=${direction}`)).items.map(({ id }) => id);
      const paged: string[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const page = await overview(`?limit=2&sort=${sort}&direction=${direction}${cursor ? `&cursor=${cursor}` : ''}`);
        expect(page.total.mandates).toBe(whole.length);
        paged.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      }
      expect(paged).toEqual(whole);
      expect(new Set(paged).size).toBe(whole.length);
    }
  });

  it('sorts amounts as numbers, and what nothing limits above all of them', async () => {
    const { items } = await overview('?limit=200&sort=available&direction=desc');
    expect(items[0]?.available).toBeNull();
    const amounts = items.slice(1).map(({ available }) => Number(available));
    expect(amounts).toEqual(amounts.toSorted((a, b) => b - a));
  });

  it('filters by name, id, state and model, and sums what is left', async () => {
    const [first, , , postpay] = customers as [Customer, Customer, Customer, Customer];
    const ids = async (query: string) => (await overview(query)).items.map(({ id }) => id);
    expect(await ids(`?q=${encodeURIComponent(first.mandate.name.toLowerCase())}`)).toContain(first.mandate.id);
    expect(await ids(`?q=${first.mandate.id}`)).toEqual([first.mandate.id]);
    expect(await ids('?q=%25')).toEqual([]);
    expect(await ids('?billingModel=POSTPAY')).toEqual([postpay.mandate.id]);
    expect((await overview('?state=exhausted')).items.every(({ state }) => state === 'exhausted')).toBe(true);
    const { items, total } = await overview('?state=ok&limit=1');
    const all = (await overview('?state=ok&limit=200')).items;
    expect(items).toHaveLength(1);
    expect(Number(total.balance)).toBeCloseTo(
      all.reduce((sum, { balance }) => sum + Number(balance), 0),
      9,
    );
    expect(total.mandates).toBe(all.length);
    expect(await overview('?q=gibt-es-nicht')).toEqual({
      items: [],
      total: { mandates: 0, members: 0, balance: '0.00', held: '0.00', usedThisMonth: '0.00', usedLastMonth: '0.00' },
      nextCursor: null,
    });
  });

  it('hands the whole filter over as a file, with every digit and no formulas', async () => {
    const { body: made } = await create(newMandate('=1+1; "böse"'));
    const { body } = await file('format=csv&sort=name&limit=1');
    const [head = '', ...rows] = body.trimEnd().split('\r\n');
    expect(head).toMatch(/^\uFEFF?Mandant;Zustand;Abrechnung;Guthaben CHF/);
    expect(rows.map((row) => row.split(';').at(-1))).toEqual((await overview('?limit=200')).items.map(({ id }) => id));
    expect(rows.find((row) => row.endsWith(made.id))).toContain('"\'=1+1; ""böse""";');
    expect((await file('format=csv&locale=en')).body).toContain('Usage this month CHF');
    expect((await file('format=csv&locale=fr-CH')).body).toContain('Consommation ce mois-ci CHF');
    const sheet = await file('format=xlsx&state=ok');
    expect(sheet).toMatchObject({ type: XLSX_MEDIA_TYPE, rows: String((await overview('?state=ok')).total.mandates) });
    expect(sheet.body.startsWith('PK')).toBe(true);
  });

  it.each([
    'cursor=x',
    'cursor=WyJuYW1lIl0',
    'sort=password',
    'direction=up',
    'state=rich',
    'limit=0',
    'q=',
    'mandateId=1',
  ])('refuses ?%s', async (query) => {
    expect((await send('GET', `admin/mandates?${query}`)).status).toBe(422);
  });

  it('refuses a cursor of another order', async () => {
    const { nextCursor } = await overview('?limit=1&sort=balance');
    expect((await send('GET', `admin/mandates?sort=name&cursor=${nextCursor}`)).status).toBe(422);
  });
});

describe('a mandate', () => {
  let customer: Customer;
  let other: Customer;
  const path = (rest = '') => `admin/mandates/${customer.mandate.id}${rest}`;

  beforeAll(async () => {
    customer = await world.customer({ credit: '10' });
    other = await world.customer({ credit: '10' });
    await ask(customer.user, await world.newChat(customer.user));
  });

  it('is shown with figures, settings, accounts, members, bookings and use', async () => {
    const { body } = await send<MandateDetailDto>('GET', path());
    expect(body).toMatchObject({
      id: customer.mandate.id,
      state: 'ok',
      creditLimit: '0.00',
      accounts: 1,
      openHolds: 0,
      suspension: null,
      address: null,
      settings: { billingModel: 'PREPAY_MANDATE', markupPercent: null, selfTopUpLimit: '0.00' },
    });
    const accounts = (await send<MandateAccountPageDto>('GET', path('/accounts'))).body.items;
    expect(accounts).toEqual([
      expect.objectContaining({ userId: null, balance: body.balance, available: body.available }),
    ]);
    const members = (await send<MemberPageDto>('GET', path('/members'))).body.items;
    expect(members.map(({ email, roles }) => [email, roles])).toEqual(
      expect.arrayContaining([
        [customer.admin.email, ['admin']],
        [customer.user.email, ['user']],
      ]),
    );
    const { items } = (await send<TransactionPageDto>('GET', path('/transactions'))).body;
    expect(items.map(({ type }) => type)).toEqual(['debit', 'credit']);
    const day = body.lastUsedOn ?? '';
    const use = (await send<StatisticsDto>('GET', path(`/statistics?from=${day}&to=${day}&groupBy=day,connectorType`)))
      .body;
    expect(use.total.amount).toBe(body.usedThisMonth);
  });

  it('pages accounts of members, its own first', async () => {
    const { mandate, admin, user } = await world.customer({ billingModel: 'PREPAY_USER', initialUserCredit: '5' });
    for (const person of [admin, user]) await world.people.send('GET', 'billing/balance', { as: person });
    const owners: (string | null)[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query: string = `?limit=1${cursor ? `&cursor=${cursor}` : ''}`;
      const path = `admin/mandates/${mandate.id}/accounts${query}`;
      const page: MandateAccountPageDto = (await send<MandateAccountPageDto>('GET', path)).body;
      owners.push(...page.items.map(({ userId }) => userId));
      cursor = page.nextCursor;
    }
    expect(owners).toEqual([null, admin.userId, user.userId]);
    expect((await send<MandateDetailDto>('GET', `admin/mandates/${mandate.id}`)).body).toMatchObject({
      balance: '10.00',
      accounts: 3,
    });
  });

  it('shows calls that are running', async () => {
    world.fake.script({ text: 'lang '.repeat(200), wordDelayMs: 20 });
    const chatId = await world.newChat(customer.user);
    const stream = await world.ask(customer.user, chatId, { content: 'Frage' });
    await eventually(async () => (await world.openHolds(customer.mandate.id)) === 1);
    const { items } = (await send<MandateHoldPageDto>('GET', path('/holds'))).body;
    expect(items).toEqual([
      expect.objectContaining({ feature: 'chat', userId: customer.user.userId, connectorType: 'openai' }),
    ]);
    expect((await send<MandateDetailDto>('GET', path())).body.openHolds).toBe(1);
    await world.people.send('POST', `chats/${chatId}/stop`, { as: customer.user });
    await stream.finish();
  });

  it('links a correction and what it corrects, both ways', async () => {
    const credit = await world.credit(customer.mandate.id, '3');
    const detail = async (id: string) => (await send<TransactionDetailDto>('GET', path(`/transactions/${id}`))).body;
    expect((await detail(credit.id)).reversedBy).toBeNull();
    const reversal = await world.people.send<TransactionDto>('POST', path('/adjustments'), {
      as: world.operator,
      body: { reversalOf: credit.id, reason: 'Verschrieben' },
      headers: { 'idempotency-key': randomUUID() },
    });
    expect((await detail(credit.id)).reversedBy).toBe(reversal.body.id);
    expect(await detail(reversal.body.id)).toMatchObject({ reversalOf: credit.id, reversedBy: null });
    // Whoever may see the booking in the mandate sees the same.
    const own = await world.people.send<TransactionDetailDto>('GET', `billing/transactions/${credit.id}`, {
      as: customer.admin,
    });
    expect(own.body.reversedBy).toBe(reversal.body.id);
  });

  it('is nowhere found by an unknown id, and its bookings not in another one', async () => {
    const unknown = randomUUID();
    for (const rest of [
      '',
      '/accounts',
      '/members',
      '/holds',
      '/transactions',
      '/statistics?from=2026-01-01&to=2026-01-02',
    ]) {
      expect((await send('GET', `admin/mandates/${unknown}${rest}`)).status).toBe(404);
    }
    const [booking] = (await send<TransactionPageDto>('GET', path('/transactions'))).body.items;
    expect((await send('GET', `admin/mandates/${other.mandate.id}/transactions/${booking?.id}`)).status).toBe(404);
    for (const [method, rest, body] of [
      ['PATCH', '', { name: 'X' }],
      ['POST', '/suspend', { reason: 'x' }],
      ['POST', '/reactivate', {}],
    ] as const) {
      expect((await send(method, `admin/mandates/${unknown}${rest}`, body)).status).toBe(404);
    }
    expect((await send('GET', 'admin/mandates/1')).status).toBe(404);
  });

  it('is out of reach for its own admin', async () => {
    for (const [method, rest, body] of [
      ['GET', '', undefined],
      ['GET', '/accounts', undefined],
      ['GET', '/transactions', undefined],
      ['PATCH', '', { name: 'X' }],
      ['POST', '/suspend', { reason: 'x' }],
      ['POST', '/reactivate', {}],
    ] as const) {
      expect((await send(method, path(rest), body, customer.admin)).status).toBe(403);
    }
    expect((await create(newMandate('Fremd AG'), randomUUID(), customer.admin)).status).toBe(403);
  });

  it('is renamed, which is written down once', async () => {
    const name = `Neuer Name ${randomUUID()}`;
    for (let time = 0; time < 2; time++)
      expect((await send<MandateDetailDto>('PATCH', path(), { name })).body.name).toBe(name);
    const renamed = (await audit(customer.mandate.id)).filter(({ action }) => action === 'mandate.renamed');
    expect(renamed).toEqual([expect.objectContaining({ before: { name: customer.mandate.name }, after: { name } })]);
    for (const bad of ['', 'x'.repeat(200), 7]) expect((await send('PATCH', path(), { name: bad })).status).toBe(422);
  });
});

describe('a new mandate', () => {
  it('has roles, settings, an account, its first credit, and a link for its first admin', async () => {
    const request = newMandate('Gründung AG', { billingModel: 'POSTPAY', creditLimit: '500', initialCredit: '20' });
    const { status, body } = await create(request);
    expect(status).toBe(201);
    expect(body).toMatchObject({ name: 'Gründung AG', invitation: { email: request.firstAdmin.email } });
    expect(body.invitation.link).toMatch(/\/invite\//);
    const { body: detail } = await send<MandateDetailDto>('GET', `admin/mandates/${body.id}`);
    expect(detail).toMatchObject({ balance: '20.00', available: '520.00', members: 0, billingModel: 'POSTPAY' });
    const roles = await world.appDb.query('SELECT name FROM role WHERE mandate_id = $1 ORDER BY name', [body.id]);
    expect(roles.rows).toEqual([{ name: 'admin' }, { name: 'user' }]);
    expect((await audit(body.id)).find(({ action }) => action === 'mandate.created')?.after).toMatchObject({
      name: 'Gründung AG',
      initialCredit: '20',
      firstAdmin: request.firstAdmin.email,
    });
  });

  it('is made once, however often and however simultaneously it is asked for', async () => {
    const [key, request] = [randomUUID(), newMandate('Einmalig AG', { initialCredit: '7' })];
    const answers = await Promise.all(Array.from({ length: 8 }, () => create(request, key)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    const ids = new Set(answers.map(({ body }) => body.id));
    expect(ids.size).toBe(1);
    expect((await overview('?q=Einmalig')).items).toEqual([expect.objectContaining({ balance: '7.00' })]);
    expect((await audit([...ids][0] ?? '')).filter(({ action }) => action === 'mandate.created')).toHaveLength(1);
    expect(await create({ ...request, name: 'Anders AG' }, key)).toMatchObject({
      status: 409,
      body: { code: 'common.idempotency_conflict' },
    });
  });

  it('leaves nothing to see when billing fails in the middle, and is completed by a repeat', async () => {
    const accounts = world.app.get(AccountsService);
    const ensure = accounts.ensureMandate.bind(accounts);
    accounts.ensureMandate = () => Promise.reject(new Error('the process dies here'));
    const [key, request] = [randomUUID(), newMandate('Halb AG', { initialCredit: '3' })];
    expect((await create(request, key)).status).toBe(500);
    accounts.ensureMandate = ensure;
    expect((await overview('?q=Halb')).items).toEqual([]);
    const half = await world.appDb.query<{ id: string }>("SELECT id FROM mandate WHERE name = 'Halb AG'");
    expect((await send('GET', `admin/mandates/${half.rows[0]?.id}`)).status).toBe(404);

    // The operator may even have thought better of the name.
    const { status, body } = await create({ ...request, name: 'Ganz AG' }, key);
    expect([status, body.id]).toEqual([201, half.rows[0]?.id]);
    expect((await overview('?q=Ganz')).items).toEqual([expect.objectContaining({ name: 'Ganz AG', balance: '3.00' })]);
  });

  it.each([
    ['a credit limit without POSTPAY', { creditLimit: '5' }, 'creditLimit'],
    ['a negative credit', { initialCredit: '-5' }, 'initialCredit'],
    ['no e-mail address', { firstAdmin: { email: 'x', locale: 'de-CH' } }, 'firstAdmin.email'],
    ['an unknown language', { firstAdmin: { email: 'a@b.ch', locale: 'tlh' } }, 'firstAdmin.locale'],
    ['an empty name', { name: '  ' }, 'name'],
    ['an unknown model', { billingModel: 'FREE' }, 'billingModel'],
    ['a field that there is not', { kind: 'root' }, 'kind'],
  ])('is refused with %s', async (_, more, field) => {
    const { status, body } = await create(newMandate('Falsch AG', more));
    expect(status).toBe(422);
    expect(body.errors?.map((error) => error.field)).toContain(field);
  });

  it('is refused with more than the first credit may be, and without a key', async () => {
    const { status, body } = await create(newMandate('Reich AG', { initialCredit: '10000.01' }));
    expect([status, body.code]).toEqual([422, 'billing.amount_out_of_range']);
    expect((await send('POST', 'admin/mandates', newMandate('Ohne AG'))).status).toBe(422);
    expect((await overview('?q=Reich')).items).toEqual([]);
  });
});

describe('a suspended mandate', () => {
  const reason = 'Rechnung 4711 ist offen';
  const suspend = (id: string, body: object = { reason }) =>
    send<Omit<MandateDetailDto, 'status'> & Omit<ProblemDto, 'status'> & { status: unknown }>(
      'POST',
      `admin/mandates/${id}/suspend`,
      body,
    );
  const reactivate = (id: string) => send<MandateDetailDto>('POST', `admin/mandates/${id}/reactivate`, {});

  it('is refused on every gateway at once, by session and by key, and says why', async () => {
    const { mandate, user, admin } = await world.customer();
    const key = await world.people.send<{ key: string }>('POST', 'api-keys', { as: user, body: { name: 'Programm' } });
    const program = { apiKey: key.body.key };
    const chatId = await world.newChat(user);
    const second = await world.secondGateway();
    const secondUrl = await second.listen();
    expect((await suspend(mandate.id)).body).toMatchObject({
      status: 'suspended',
      state: 'suspended',
      suspension: { reason },
    });
    for (const baseUrl of [world.baseUrl, secondUrl]) {
      for (const as of [user, program]) {
        const { problem } = await world.ask(as, chatId, { content: 'Frage', baseUrl });
        expect(problem).toMatchObject({ status: 403, code: 'mandate.suspended', details: { reason } });
      }
    }
    const refusal = await world.people.send<ProblemDto>('POST', 'chats', { as: user, body: {} });
    expect(refusal).toMatchObject({ status: 403, body: { code: 'mandate.suspended', details: { reason } } });
    const me = (await world.people.send<MeDto>('GET', 'session', { as: user })).body;
    expect(me.memberships).toEqual([
      expect.objectContaining({ suspension: { since: expect.any(String) as string, reason } }),
    ]);
    expect(world.fake.requests).toHaveLength(0);

    // What is theirs they read on; programs do not, and nothing is changed.
    for (const path of ['billing/balance', 'billing/transactions', 'chats', `chats/${chatId}`, 'automations']) {
      expect([path, (await world.people.send('GET', path, { as: user })).status]).toEqual([path, 200]);
      expect((await world.people.send('GET', path, { as: program })).status).toBe(403);
    }
    expect((await world.people.send('GET', 'billing/settings', { as: admin })).status).toBe(200);
    for (const path of ['members', 'roles', 'api-keys']) {
      expect((await world.people.send('GET', path, { as: admin })).status).toBe(403);
    }
    expect((await world.people.send('PUT', 'billing/settings', { as: admin, body: {} })).status).toBe(403);

    expect((await reactivate(mandate.id)).body).toMatchObject({ status: 'active', state: 'ok', suspension: null });
    expect(await ask(user, chatId)).toBe('completed');
    await second.close();
    expect((await audit(mandate.id)).map(({ action, after }) => [action, after]).slice(-2)).toEqual([
      ['mandate.suspended', { status: 'suspended', reason }],
      ['mandate.reactivated', { status: 'active' }],
    ]);
  });

  it('lets a call that is running end, and books it', async () => {
    const { mandate, user } = await world.customer();
    world.fake.script({ text: 'wort '.repeat(60), wordDelayMs: 15 });
    const stream = await world.ask(user, await world.newChat(user), { content: 'Frage' });
    await eventually(async () => (await world.openHolds(mandate.id)) === 1);
    await suspend(mandate.id);
    expect((await stream.finish()).one('done').status).toBe('completed');
    expect(await world.openHolds(mandate.id)).toBe(0);
    expect(await world.debits(mandate.id)).toHaveLength(1);
    expect((await world.account(mandate.id)).held).toBe('0.000000000');
  });

  it('reserves nothing for a request that slipped through before, nor opens an active account', async () => {
    const { mandate, user } = await world.customer({ billingModel: 'PREPAY_USER', initialUserCredit: '5' });
    await suspend(mandate.id);
    await world.appDb.query("UPDATE mandate SET status = 'active' WHERE id = $1", [mandate.id]);
    const { status, body } = await world.people.send<ProblemDto>(
      'POST',
      `chats/${await world.newChat(user)}/messages`,
      {
        as: user,
        body: { content: 'Frage', model: MODEL },
      },
    );
    expect([status, body.code]).toEqual([403, 'billing.account_suspended']);
    // Half a suspension still counts as one, and the same step again completes it.
    expect((await overview(`?q=${mandate.id}`)).items[0]).toMatchObject({ status: 'active', state: 'suspended' });
    expect((await suspend(mandate.id)).body.status).toBe('suspended');
    await reactivate(mandate.id);
    expect(await ask(user, await world.newChat(user))).toBe('completed');
  });

  it('has accounts of both databases in step after many operators at once', async () => {
    const { mandate } = await world.customer();
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? suspend(mandate.id) : reactivate(mandate.id))),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    const { body } = await send<MandateDetailDto>('GET', `admin/mandates/${mandate.id}`);
    const { rows } = await world.billing.query<{ status: string }>(
      'SELECT status FROM billing_account WHERE mandate_id = $1',
      [mandate.id],
    );
    expect(rows[0]?.status).toBe(body.status);
  });

  it('keeps its first reason, and needs one', async () => {
    const { mandate } = await world.customer();
    await suspend(mandate.id);
    expect((await suspend(mandate.id, { reason: 'anders' })).body.suspension?.reason).toBe(reason);
    for (const body of [{}, { reason: ' ' }, { reason: 'x'.repeat(501) }])
      expect((await suspend(mandate.id, body)).status).toBe(422);
  });

  it('is never the ROOT mandate', async () => {
    const root = (await overview('?limit=200')).items.find(({ kind }) => kind === 'root') as MandateOverviewDto;
    const { status, body } = await suspend(root.id);
    expect([status, body.code]).toEqual([409, 'mandate.root_protected']);
    expect((await overview('?state=unlimited')).items).toEqual([expect.objectContaining({ id: root.id })]);
  });
});
