import { randomUUID } from 'node:crypto';
import type { ProblemDto, StatementDetailDto, StatementPageDto, TaxSettingDto, TaxSettingsDto } from '@nyla/contracts';
import { extractText, getDocumentProxy } from 'unpdf';
import { StatementsFacade } from '../src/billing/statements.facade.js';
import { Bookkeeper } from './support/statement-month.js';
import { type Customer, World } from './support/world.js';

let world: World;
let books: Bookkeeper;

beforeAll(async () => {
  world = await World.create();
  books = await Bookkeeper.open(world);
});

afterAll(async () => {
  await books.close();
  await world.close();
}, 60_000);

function makeDue(mandateId?: string) {
  return world.app.get(StatementsFacade).makeDue({ mandateId });
}

async function statements(customer: Customer, as = customer.admin): Promise<StatementPageDto> {
  const { body } = await world.people.send<StatementPageDto>('GET', 'billing/statements?limit=100', { as });
  return body;
}

async function detail(customer: Customer, month: string): Promise<StatementDetailDto> {
  const { body: page } = await world.people.send<StatementPageDto>('GET', `billing/statements?month=${month}`, {
    as: customer.admin,
  });
  const { body } = await world.people.send<StatementDetailDto>('GET', `billing/statements/${page.items[0]?.id}`, {
    as: customer.admin,
  });
  return body;
}

async function accountOf({ mandate }: Customer): Promise<string> {
  return (await world.account(mandate.id)).id;
}

/** A customer with usage in 2025 by two people, in two features, and everything else that can be booked. */
async function variedCustomer(): Promise<Customer> {
  const customer = await world.customer({ credit: '0' });
  const [{ userId: admin }, { userId: user }] = [customer.admin, customer.user];
  const account = await accountOf(customer);
  await books.post(account, '2025-01-03T09:00:00Z', 'credit', '50');
  const wrong = await books.call(account, '2025-01-10T09:00:00Z', {
    cost: '1.000000001',
    userId: admin,
    model: 'gpt-a',
  });
  await books.call(account, '2025-01-31T22:59:59.999Z', {
    cost: '0.25',
    userId: user,
    feature: 'automation',
    automationId: randomUUID(),
  });
  await books.call(account, '2025-01-31T23:00:00Z', { cost: '0.5', userId: user, feature: 'api', model: 'gpt-b' });
  await books.post(account, '2025-02-10T09:00:00Z', 'adjustment', '1.000000001', wrong);
  await books.post(account, '2025-02-11T09:00:00Z', 'expiry', '-2.5');
  await books.call(account, '2025-04-10T09:00:00Z', { cost: '3.000000009', userId: user });
  return customer;
}

describe('a month', () => {
  it('is closed with every booking in exactly one statement, corrections in the month in which they are booked [lesson: monthly-bill]', async () => {
    const customer = await variedCustomer();
    expect((await makeDue(customer.mandate.id)).failures).toEqual([]);
    const { items } = await statements(customer);
    const oldestFirst = items.toReversed();
    expect(oldestFirst.slice(0, 4)).toMatchObject([
      {
        month: '2025-01',
        number: '2025-0001',
        firstSeq: 1,
        lastSeq: 3,
        opening: '0.00',
        credits: '50.00',
        usage: '1.250000001',
        closing: '48.749999999',
      },
      {
        month: '2025-02',
        number: '2025-0002',
        firstSeq: 4,
        lastSeq: 6,
        adjustments: '1.000000001',
        expiry: '-2.50',
        usage: '0.50',
        closing: '46.75',
      },
      {
        month: '2025-03',
        number: '2025-0003',
        firstSeq: 7,
        lastSeq: 6,
        opening: '46.75',
        usage: '0.00',
        closing: '46.75',
      },
      { month: '2025-04', number: '2025-0004', firstSeq: 7, lastSeq: 7, usage: '3.000000009', closing: '43.749999991' },
    ]);
    for (const [index, { opening, firstSeq }] of oldestFirst.entries()) {
      const before = oldestFirst[index - 1];
      expect({ opening, firstSeq }).toEqual({
        opening: before?.closing ?? '0.00',
        firstSeq: (before?.lastSeq ?? 0) + 1,
      });
    }
    // Once made, there is nothing left to make.
    expect(await makeDue(customer.mandate.id)).toEqual({ made: 0, failures: [] });
    expect((await statements(customer)).items).toEqual(items);
  });

  it('ends at midnight in Zurich when clocks change, too', async () => {
    const customer = await world.customer({ credit: '0' });
    const account = await accountOf(customer);
    await books.post(account, '2025-02-28T22:59:59.999999Z', 'credit', '1');
    await books.post(account, '2025-02-28T23:00:00Z', 'credit', '2');
    await books.post(account, '2025-03-31T21:59:59.99Z', 'credit', '4');
    await books.post(account, '2025-03-31T22:00:00Z', 'credit', '8');
    await books.post(account, '2025-09-30T21:59:59.99Z', 'credit', '16');
    await books.post(account, '2025-09-30T22:00:00Z', 'credit', '32');
    await books.post(account, '2025-10-31T22:59:59.99Z', 'credit', '64');
    await books.post(account, '2025-10-31T23:00:00Z', 'credit', '128');
    await makeDue(customer.mandate.id);
    const { items } = await statements(customer);
    const credits = Object.fromEntries(items.map(({ month, credits }) => [month, credits]));
    // A posting is dated a microsecond after the moment: the first of them is in March.
    expect(credits).toMatchObject({
      '2025-03': '7.00',
      '2025-04': '8.00',
      '2025-09': '16.00',
      '2025-10': '96.00',
      '2025-11': '128.00',
    });
  });
});

describe('what was made', () => {
  it('is never changed, not even by SQL', async () => {
    const customer = await variedCustomer();
    await makeDue(customer.mandate.id);
    const { items } = await statements(customer);
    const id = items[0]?.id;
    for (const sql of [
      `UPDATE billing_statement SET closing = closing + 1, credits = credits + 1 WHERE id = '${id}'`,
      `DELETE FROM billing_statement WHERE id = '${id}'`,
      'TRUNCATE billing_statement',
    ]) {
      await expect(world.billing.query(sql)).rejects.toThrow('append-only');
    }
    await expect(world.billing.query(copyOf(id, {}))).rejects.toThrow('does not follow');
    await expect(world.billing.query(copyOf(id, { month: "'2099-01'", year: '2099' }))).rejects.toThrow(
      'does not follow',
    );
    expect((await statements(customer)).items).toEqual(items);
  });

  it('keeps names and addresses as they were', async () => {
    const customer = await variedCustomer();
    const address = {
      company: 'Zoë Müller & Söhne AG',
      street: 'Rue de l’Évêché',
      houseNumber: '7',
      postcode: '1003',
      town: 'Lausanne',
      country: 'CH',
      email: 'a@b.ch',
      vatId: 'CHE-123.456.788 MWST',
    };
    await world.people.send('PUT', 'billing/address', { as: customer.admin, body: address });
    await makeDue(customer.mandate.id);
    await world.people.send('PUT', 'billing/address', { as: customer.admin, body: { ...address, company: 'Neu AG' } });
    const statement = await detail(customer, '2025-02');
    expect(statement.recipient).toMatchObject({
      name: address.company,
      vatId: address.vatId,
      address: { town: 'Lausanne' },
    });
    const pdf = await world.app.get(StatementsFacade).file(customer.mandate.id, statement.id, 'pdf', 'fr-CH');
    const document = await getDocumentProxy(new Uint8Array(pdf.content));
    const { text } = await extractText(document, { mergePages: true });
    for (const words of [
      'Zoë Müller & Söhne AG',
      'Rue de l’Évêché 7',
      '1003 Lausanne',
      'CHE-123.456.788',
      'Relevé février 2025',
    ]) {
      expect(text).toContain(words);
    }
    expect(await document.getMarkInfo()).toMatchObject({ Marked: true });
    expect((await document.getMetadata()).info).toMatchObject({
      Language: 'fr-CH',
      Title: expect.stringContaining('Relevé'),
    });
  });

  it('lacks nothing and nobody: only accounts with bookings have statements', async () => {
    const customer = await world.customer({ credit: '0' });
    expect(await makeDue(customer.mandate.id)).toEqual({ made: 0, failures: [] });
    expect(await statements(customer)).toMatchObject({ items: [], nextOn: expect.stringMatching(/^\d{4}-\d{2}-01$/) });
  });
});

/** An INSERT of the same row once more, with some values changed. */
function copyOf(id: string | undefined, changes: Readonly<Record<string, string>>): string {
  const columns =
    'mandate_id account_id user_id month year number first_seq last_seq calls opening credits adjustments transfers expiry usage closing content created_at'.split(
      ' ',
    );
  const values = columns.map((name) => changes[name] ?? (name === 'number' ? 'number + 1000' : name));
  return `INSERT INTO billing_statement (id, ${columns.join(', ')}) SELECT gen_random_uuid(), ${values.join(', ')} FROM billing_statement WHERE id = '${id}'`;
}

describe('who sees what', () => {
  it('a member sees the statements of the own account, an admin all, a stranger none', async () => {
    const customer = await world.customer({ billingModel: 'PREPAY_USER', credit: '0' });
    const { mandate, admin, user } = customer;
    for (const { userId } of [user, admin]) {
      await world.billing.query(
        'INSERT INTO billing_account (id, mandate_id, user_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
        [randomUUID(), mandate.id, userId],
      );
    }
    const own = await world.account(mandate.id, user.userId);
    const other = await world.account(mandate.id, admin.userId);
    await books.post(own.id, '2025-05-02T10:00:00Z', 'credit', '10');
    await books.post(other.id, '2025-05-02T10:00:00Z', 'credit', '5');
    await books.call(own.id, '2025-05-03T10:00:00Z', { cost: '0.75', userId: user.userId });
    await books.transfer(own.id, other.id, '2025-05-04T10:00:00Z', '4');
    await makeDue(mandate.id);
    const may = async (as: typeof user) =>
      (await statements(customer, as)).items.filter(({ month }) => month === '2025-05');
    expect(await may(user)).toMatchObject([
      { userId: user.userId, ownerName: expect.any(String), transfers: '-4.00', closing: '5.25' },
    ]);
    const all = await may(admin);
    expect(all.map(({ closing }) => closing).sort()).toEqual(['5.25', '9.00']);
    expect((await statements(customer)).months.find(({ month }) => month === '2025-05')).toMatchObject({
      statements: 2,
      credits: '15.00',
      transfers: '0.00',
      closing: '14.25',
    });
    const foreign = all.find(({ userId }) => userId === admin.userId)?.id;
    for (const path of [`billing/statements/${foreign}`, `billing/statements/${foreign}/file?format=csv`]) {
      expect((await world.people.send('GET', path, { as: user })).status).toBe(404);
      expect((await world.people.send('GET', `admin/mandates/${mandate.id}/statements`, { as: user })).status).toBe(
        403,
      );
    }
  });
});

describe('MWST', () => {
  const rule = (body: object) => world.people.send<TaxSettingDto>('POST', 'admin/tax', { as: world.operator, body });

  it('is named from the day on from which the operator is registered, once rounded, and net and tax make gross', async () => {
    const before = await variedCustomer();
    await makeDue(before.mandate.id);
    expect((await detail(before, '2025-01')).tax).toEqual({ state: 'not_registered', lines: [] });

    for (const body of [
      { validFrom: '2025-01-01', registered: true, uid: 'CHE-123.456.789', ratePercent: '8.1' },
      { validFrom: '2025-01-01', registered: true, uid: 'CHE-123.456.788', ratePercent: '100' },
      { validFrom: '2025-01-01', registered: true },
    ]) {
      expect((await rule(body)).status).toBe(422);
    }
    const old = await rule({ validFrom: '2024-01-01', registered: true, uid: 'CHE123456788MWST', ratePercent: '7.7' });
    expect(old.body).toMatchObject({ uid: 'CHE-123.456.788 MWST', ratePercent: '7.7', current: true });
    expect((await rule({ validFrom: '2024-01-01', registered: false })).status).toBe(409);
    await rule({ validFrom: '2025-01-11', registered: true, uid: 'CHE-123.456.788 MWST', ratePercent: '8.1' });
    await rule({ validFrom: '2025-04-01', registered: false });
    expect((await world.people.send('GET', 'admin/tax', { as: before.admin })).status).toBe(403);

    const customer = await variedCustomer();
    await makeDue(customer.mandate.id);
    // 1.000000001 at 7.7 % holds 0.0715, 0.25 at 8.1 % holds 0.0187.
    expect((await detail(customer, '2025-01')).tax).toEqual({
      state: 'included',
      lines: [
        { ratePercent: '8.1', gross: '0.25', net: '0.23', tax: '0.02' },
        { ratePercent: '7.7', gross: '1.000000001', net: '0.930000001', tax: '0.07' },
      ],
    });
    // What is taken back is taken back at the rate that it was charged with.
    expect((await detail(customer, '2025-02')).tax.lines).toEqual([
      { ratePercent: '8.1', gross: '0.50', net: '0.46', tax: '0.04' },
      { ratePercent: '7.7', gross: '-1.000000001', net: '-0.930000001', tax: '-0.07' },
    ]);
    expect((await detail(customer, '2025-04')).tax).toEqual({ state: 'not_registered', lines: [] });
    // What was made before stays as it was.
    expect((await detail(before, '2025-01')).tax.state).toBe('not_registered');

    const { body: list } = await world.people.send<TaxSettingsDto>('GET', 'admin/tax', { as: world.operator });
    for (const { id } of list.items) {
      expect((await world.people.send('POST', `admin/tax/${id}/withdraw`, { as: world.operator })).status).toBe(200);
    }
    await expect(world.billing.query('UPDATE operator_tax SET rate_percent = 1')).rejects.toThrow('append-only');
    const { rows } = await world.billing.query(
      `SELECT count(*)::int AS count FROM audit_entry WHERE action LIKE 'tax.%'`,
    );
    expect(rows).toEqual([{ count: 6 }]);
  });
});

it('answers 404 for a statement of another mandate and of one that does not exist, 422 for nonsense', async () => {
  const [customer, stranger] = [await variedCustomer(), await world.customer()];
  await makeDue(customer.mandate.id);
  const id = (await statements(customer)).items[0]?.id;
  const status = async (path: string, as = stranger.admin): Promise<number> =>
    (await world.people.send<ProblemDto>('GET', path, { as })).status;
  expect(await status(`billing/statements/${id}`)).toBe(404);
  expect(await status(`billing/statements/${id}/file?format=pdf`)).toBe(404);
  expect(await status(`billing/statements/${randomUUID()}`, customer.admin)).toBe(404);
  expect(await status(`admin/mandates/${customer.mandate.id}/statements`)).toBe(403);
  expect(await status(`admin/mandates/${stranger.mandate.id}/statements/${id}`, world.operator)).toBe(404);
  expect(await status(`admin/mandates/${customer.mandate.id}/statements/${id}`, world.operator)).toBe(200);
  expect(await status(`admin/mandates/${randomUUID()}/statements`, world.operator)).toBe(404);
  expect(await status(`billing/statements/${id}/file?format=doc`, customer.admin)).toBe(422);
  expect(await status('billing/statements?month=2026-13', customer.admin)).toBe(422);
});
