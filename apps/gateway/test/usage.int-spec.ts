import type {
  AccountPageDto,
  BalanceCheckDto,
  ForecastDto,
  SavedFilterDto,
  SavedFilterPageDto,
  StatisticsDto,
  TransactionSummaryDto,
} from '@nyla/contracts';
import { SAVED_FILTERS_MAX } from '@nyla/contracts';
import { parseChf, toChf } from '@nyla/money';
import { bookMany } from './support/many-bookings.js';
import type { Sender } from './support/people.js';
import { type Customer, headersOf, type Person, World } from './support/world.js';

let world: World;
let customer: Customer;
let other: Customer;

beforeAll(async () => {
  world = await World.create();
  [customer, other] = await Promise.all([world.customer({ credit: '500' }), world.customer({ credit: '3' })]);
  await bookMany(world.billing, customer.mandate.id, {
    userIds: [customer.user.userId, customer.admin.userId],
    count: 12_000,
    sealed: true,
  });
}, 60_000);

afterAll(() => world.close());

async function get<T>(as: Sender, path: string): Promise<T> {
  const { status, body } = await world.people.send<T>('GET', `billing/${path}`, { as });
  expect({ path, status }).toEqual({ path, status: 200 });
  return body;
}

function text(as: Sender, path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${world.baseUrl}/api/v1/billing/${path}`, { headers: { ...headersOf(as), ...headers } });
}

describe('who sees what', () => {
  it('sums, forecasts and files hold the own use of whoever may not see all', async () => {
    const [all, own] = await Promise.all([
      get<TransactionSummaryDto>(customer.admin, 'transactions/summary'),
      get<TransactionSummaryDto>(customer.user, 'transactions/summary'),
    ]);
    expect([all.calls, own.calls]).toEqual([12_000, 6_000]);
    expect(own.bookings).toBe(6_000);
    const tried = `transactions/summary?userId=${customer.admin.userId}`;
    expect((await get<TransactionSummaryDto>(customer.user, tried)).bookings).toBe(0);
    const lines = (await (await text(customer.user, 'transactions?format=csv')).text()).trimEnd().split('\r\n');
    expect(lines).toHaveLength(6_001);
    const forecasts = await Promise.all([customer.admin, customer.user].map((as) => get<ForecastDto>(as, 'forecast')));
    expect(forecasts.map(({ scope }) => scope)).toEqual(['mandate', 'own']);
    expect(parseChf(forecasts[0]?.used ?? '')).toBeGreaterThan(parseChf(forecasts[1]?.used ?? ''));
  });

  it('no filter reaches into another mandate', async () => {
    const accounts = await get<AccountPageDto>(customer.admin, 'accounts');
    const foreign = accounts.items[0]?.id;
    for (const filter of [`accountId=${foreign}`, `userId=${customer.user.userId}`, 'q=Referenz']) {
      const sums = await get<TransactionSummaryDto>(other.admin, `transactions/summary?${filter}`);
      expect({ filter, bookings: sums.bookings }).toEqual({ filter, bookings: 0 });
    }
    const own = await get<TransactionSummaryDto>(customer.admin, `transactions/summary?accountId=${foreign}`);
    expect(own.bookings).toBe(12_001);
  });
});

describe('files', () => {
  it('come for `Accept` as they do for `format`, in the language asked for', async () => {
    const german = await text(customer.admin, 'transactions?q=Referenz%2077', { accept: 'text/csv' });
    expect(german.headers.get('content-type')).toContain('text/csv');
    expect((await german.text()).split('\r\n')[0]).toContain('Betrag CHF;Saldo CHF');
    const english = await text(customer.admin, 'transactions?q=Referenz%2077&format=csv&locale=en');
    expect(english.headers.get('content-disposition')).toMatch(/nyla-bookings-/);
    expect((await english.text()).split('\r\n')[0]).toContain('Amount CHF;Balance CHF');
    const json = await text(customer.admin, 'transactions?format=json', { accept: 'text/csv' });
    expect(json.headers.get('content-type')).toContain('application/json');
  });

  it.each(['format=pdf', 'locale=fr', 'format=csv&accountId=1', 'format=xlsx&from=gestern'])(
    'refuse %s',
    async (query) => {
      expect((await text(customer.admin, `transactions?${query}`)).status).toBe(422);
    },
  );

  it('hold the statistics as they are shown', async () => {
    const range = 'from=2026-01-01&to=2027-12-31&groupBy=day,connectorType,userId';
    const shown = await get<StatisticsDto>(customer.admin, `statistics?${range}`);
    const file = await text(customer.admin, `statistics?${range}&format=csv`);
    const [head, ...lines] = (await file.text()).trimEnd().split('\r\n');
    expect(head).toBe('\uFEFFTag;Anbieter;Benutzer;Aufrufe;Tokens Eingabe;Tokens Ausgabe;Verbrauch CHF'.slice(1));
    expect(lines).toHaveLength(shown.rows.length);
    const sum = lines.reduce((nano, line) => nano + parseChf(line.split(';')[6] ?? ''), 0n);
    expect(toChf(sum)).toBe(shown.total.amount);
  });
});

describe('saved filters', () => {
  const save = (as: Sender, name: string, filter: object = { range: '7d', type: 'debit' }) =>
    world.people.send<SavedFilterDto>('POST', 'billing/saved-filters', { as, body: { name, filter } });
  const change = (as: Sender, id: string, body: object) =>
    world.people.send<SavedFilterDto>('PATCH', `billing/saved-filters/${id}`, { as, body });
  const remove = (as: Sender, id: string) => world.people.send('DELETE', `billing/saved-filters/${id}`, { as });
  const names = async (as: Sender) =>
    (await get<SavedFilterPageDto>(as, 'saved-filters')).items.map(({ name }) => name);

  it('are kept, renamed, replaced and removed, each for one person', async () => {
    const first = await save(customer.user, 'Chat im Monat', { range: 'month', feature: 'chat', q: ' 100% ' });
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({
      name: 'Chat im Monat',
      filter: { range: 'month', feature: 'chat', q: '100%' },
    });
    await save(customer.user, 'alles');
    expect(await names(customer.user)).toEqual(['alles', 'Chat im Monat']);
    expect(await names(customer.admin)).toEqual([]);
    expect(await names(other.user)).toEqual([]);
    const { id } = first.body;
    expect((await change(customer.user, id, { name: 'Monat' })).body).toMatchObject({
      name: 'Monat',
      filter: { range: 'month' },
    });
    expect((await change(customer.user, id, { filter: { q: 'x' } })).body).toMatchObject({
      name: 'Monat',
      filter: { q: 'x' },
    });
    for (const as of [customer.admin, other.user, other.admin]) {
      expect((await change(as, id, { name: 'fremd' })).status).toBe(404);
      expect((await remove(as, id)).status).toBe(404);
    }
    expect((await remove(customer.user, id)).status).toBe(204);
    expect((await remove(customer.user, id)).status).toBe(404);
    expect(await names(customer.user)).toEqual(['alles']);
  });

  it('have a name once, also when it is written otherwise or twice at once', async () => {
    const answers = await Promise.all(['Zwei', 'zwei', 'ZWEI'].map((name) => save(customer.admin, name)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
    const drei = await save(customer.admin, 'drei');
    expect((await change(customer.admin, drei.body.id, { name: 'zwei' })).status).toBe(409);
  });

  it(`are at most ${SAVED_FILTERS_MAX} a person, however many come at once`, async () => {
    const answers = await Promise.all(
      Array.from({ length: SAVED_FILTERS_MAX + 8 }, (_, index) => save(other.admin, `Filter ${index}`)),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(SAVED_FILTERS_MAX);
    expect(answers.filter(({ status }) => status === 422)).toHaveLength(8);
  });

  it.each([
    [{ name: '', filter: {} }],
    [{ name: 'x'.repeat(61), filter: {} }],
    [{ name: 'a' }],
    [{ name: 'a', filter: { userId: 'x' } }],
    [{ name: 'a', filter: { range: 'ewig' } }],
    [{ name: 'a', filter: { mandateId: '00000000-0000-7000-8000-000000000001' } }],
    [{ name: 'a', filter: [] }],
    [{ name: 'a\u0000', filter: {} }],
  ])('refuse %j', async (body) => {
    const { status } = await world.people.send('POST', 'billing/saved-filters', { as: customer.user, body });
    expect(status).toBe(422);
  });
});

describe('the check of a balance', () => {
  const check = (as: Person) => get<BalanceCheckDto>(as, 'check');

  it('recomputes every account that the caller may see', async () => {
    const result = await check(customer.admin);
    expect(result).toMatchObject({ correct: true, bookings: 12_001 });
    const [account] = result.accounts;
    expect(account?.sum).toBe(account?.balance);
    expect(account?.faults).toEqual([]);
    expect(account?.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(Date.now() - Date.parse(result.checkedAt)).toBeLessThan(60_000);
    expect((await check(other.user)).bookings).toBe(1);
  });

  it('of PREPAY_USER shows a user the own account, and an admin all', async () => {
    const many = await world.customer({ billingModel: 'PREPAY_USER', initialUserCredit: '2' });
    await world.credit(many.mandate.id, '4', many.user.userId);
    await world.credit(many.mandate.id, '5', many.admin.userId);
    const own = await check(many.user);
    expect(own.accounts.map(({ userId }) => userId)).toEqual([many.user.userId]);
    expect((await check(many.admin)).accounts.length).toBeGreaterThan(1);
  });

  it('tells its progress, and its result at the end', async () => {
    const events = await (await text(customer.admin, 'check/events')).text();
    const progress = [...events.matchAll(/event: progress\ndata: (.*)\n/g)].map(([, data]) => JSON.parse(data ?? ''));
    expect(progress.map(({ checked }) => checked)).toEqual([0, 5_000, 10_000, 12_001]);
    expect(progress.every(({ bookings }) => bookings === 12_001)).toBe(true);
    expect(events).toContain('event: result\ndata: {"checkedAt"');
  });

  it('finds a forged amount, a missing booking and a wrong balance, and says where', async () => {
    const forged = await world.customer({ credit: '0' });
    for (const amount of ['1', '2', '3', '4']) await world.credit(forged.mandate.id, amount);
    const { rows } = await world.billing.query<{ id: string }>(
      'SELECT id FROM billing_transaction WHERE mandate_id = $1 ORDER BY seq',
      [forged.mandate.id],
    );
    const tamper = async (sql: string, values: unknown[]) => {
      const client = await world.billing.connect();
      await client.query('BEGIN');
      await client.query('SET LOCAL session_replication_role = replica');
      await client.query(sql, values);
      await client.query('COMMIT');
      client.release();
    };
    expect((await check(forged.admin)).correct).toBe(true);
    await tamper('UPDATE billing_transaction SET amount = 20 WHERE id = $1', [rows[1]?.id]);
    let { correct, accounts } = await check(forged.admin);
    expect(correct).toBe(false);
    expect(accounts[0]?.faults).toEqual(
      expect.arrayContaining([
        { rule: 'sum', count: 1, transactionId: null },
        { rule: 'balances', count: 1, transactionId: rows[1]?.id },
        { rule: 'hashes', count: 1, transactionId: rows[1]?.id },
      ]),
    );
    await tamper('UPDATE billing_transaction SET amount = 2 WHERE id = $1', [rows[1]?.id]);
    await tamper('DELETE FROM billing_transaction WHERE id = $1', [rows[2]?.id]);
    ({ correct, accounts } = await check(forged.admin));
    expect(correct).toBe(false);
    expect(accounts[0]?.faults.map(({ rule }) => rule).toSorted()).toEqual(['balances', 'hashes', 'numbers', 'sum']);
    await tamper('DELETE FROM billing_transaction WHERE mandate_id = $1', [forged.mandate.id]);
    expect((await check(forged.admin)).accounts[0]?.faults.length).toBeGreaterThan(0);
    await tamper('DELETE FROM billing_account WHERE mandate_id = $1', [forged.mandate.id]);
  });
});

describe('the forecast', () => {
  it('adds up, and to what the statistics say', async () => {
    const forecast = await get<ForecastDto>(customer.admin, 'forecast');
    const coming = forecast.weekdays.reduce(
      (sum, { average, daysLeft }) => sum + parseChf(average) * BigInt(daysLeft),
      0n,
    );
    expect(parseChf(forecast.expected)).toBe(parseChf(forecast.used) + parseChf(forecast.restOfToday) + coming);
    const range = `from=${forecast.month}-01&to=${forecast.basisTo}`;
    expect((await get<StatisticsDto>(customer.admin, `statistics?${range}`)).total.amount).toBe(forecast.used);
    expect(forecast.weekdays.map(({ weekday }) => weekday)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('of a mandate without use is nothing', async () => {
    expect(await get<ForecastDto>(other.admin, 'forecast')).toMatchObject({
      used: '0.00',
      expected: '0.00',
      basisFrom: null,
    });
  });
});
