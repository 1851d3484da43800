import {
  creditOf,
  LedgerGateway,
  receiptOf,
  reservationOf,
  settlementOf,
} from '../../../test/support/ledger-gateways.js';
import { createTestDatabases, type TestDatabases } from '../../../test/support/test-databases.js';

let databases: TestDatabases;
let gateway: LedgerGateway;
/** The debits with the numbers 2 to 5 of one account; number 1 is its credit. */
let calls: string[];
let account: string;
/** Every second of the calls counts for it: 0.1 and 0.3. */
let budget: string;

beforeAll(async () => {
  databases = await createTestDatabases();
  gateway = await LedgerGateway.open(databases);
});
afterAll(async () => {
  await gateway.close();
  await databases.drop();
});
beforeEach(async () => {
  await gateway.wipe();
  account = await gateway.openAccount({ credit: '10' });
  budget = await gateway.openBudget(account, '5');
  calls = [];
  for (const [index, cost] of ['0.1', '0.2', '0.3', '0.4'].entries()) {
    const reservation = reservationOf(account, '1', { budgetIds: index % 2 ? [] : [budget] });
    await gateway.ledger.reserve(reservation);
    await gateway.ledger.settle(account, settlementOf(reservation.id, cost));
    calls.push(reservation.id);
  }
});

describe('bookings are append-only', () => {
  it.each([
    'UPDATE billing_transaction SET amount = 0',
    `UPDATE billing_transaction SET reference = 'x' WHERE seq = 1`,
    'DELETE FROM billing_transaction',
    'TRUNCATE billing_transaction',
    'TRUNCATE billing_account CASCADE',
    'DELETE FROM billing_account',
    'DELETE FROM price_version',
    'DELETE FROM billing_budget',
    'TRUNCATE billing_budget',
  ])('%s is refused [lesson: no-edits]', async (sql) => {
    await gateway.database.query(
      `INSERT INTO price_version (id, connector_type, model, valid_from, tiers, source, author)
       VALUES (gen_random_uuid(), 'demo', 'x', now(), '{}', 'test', 'test')`,
    );
    await expect(gateway.database.query(sql)).rejects.toThrow(/is append-only|violates foreign key/);
    expect((await gateway.verifier.verify()).differences).toEqual([]);
  });

  it.each([
    ['a debit', { type: 'debit' as never }],
    ['a credit of nothing', { amount: 0n }],
    ['a credit below nothing', { amount: -1n }],
    ['a type of its own', { type: 'gift' as never }],
  ])('%s cannot be posted', async (_, changes) => {
    await expect(gateway.ledger.post([creditOf(account, '1', changes)])).rejects.toThrow();
    expect(await gateway.account(account)).toEqual({ balance: '9.00', held: '0.00', seq: 5 });
  });

  it('reverses a booking once, whole, and on its own account', async () => {
    const other = await gateway.openAccount({ credit: '1' });
    const [call] = calls as [string];
    const reversal = { type: 'adjustment' as const, reversalOf: call };
    await expect(gateway.ledger.post([creditOf(account, '0.09', reversal)])).rejects.toThrow(
      'undoes one whole booking',
    );
    await expect(gateway.ledger.post([creditOf(other, '0.1', reversal)])).rejects.toThrow('undoes one whole booking');
    await gateway.ledger.post([creditOf(account, '0.1', reversal)]);
    await expect(gateway.ledger.post([creditOf(account, '0.1', reversal)])).rejects.toThrow(
      'billing_transaction_reversal_uq',
    );
    expect(await gateway.account(account)).toMatchObject({ balance: '9.10' });
  });

  it('books transfers only as a whole', async () => {
    const other = await gateway.openAccount();
    const transfer = { type: 'transfer' as const };
    await expect(gateway.ledger.post([creditOf(other, '1', transfer)])).rejects.toThrow('sum to zero');
    await gateway.ledger.post([creditOf(account, '-1', transfer), creditOf(other, '1', transfer)]);
    await expect(
      gateway.ledger.post([creditOf(account, '-99', transfer), creditOf(other, '99', transfer)]),
    ).rejects.toThrow('billing_account_available_ck');
    expect(await gateway.account(other)).toMatchObject({ balance: '1.00' });
    expect((await gateway.verifier.verify()).differences).toEqual([]);
  });
});

describe('verify names what a superuser changed', () => {
  /** Changes rows behind the triggers' back. */
  async function tamper(...statements: [sql: string, parameters: unknown[]][]): Promise<void> {
    await gateway.database.run(async () => {
      await gateway.database.query('SET LOCAL session_replication_role = replica');
      for (const [sql, parameters] of statements) await gateway.database.query(sql, parameters);
    });
  }

  async function found(): Promise<string[]> {
    const { differences } = await gateway.verifier.verify();
    return differences.map(({ rule, subject }) => `${rule}: ${subject}`).toSorted();
  }

  function callAt(index: number): string {
    return calls[index] ?? '';
  }

  it('a changed amount', async () => {
    await tamper(['UPDATE billing_transaction SET amount = -0.05 WHERE id = $1', [callAt(0)]]);
    expect(await found()).toEqual([
      `a budget has used what its bookings came to: ${budget}`,
      `balance is the sum of the bookings: ${account}`,
      `each balance follows from the one before: ${callAt(0)}`,
      `receipts recompute to their amounts: ${callAt(0)}`,
      expect.stringMatching(/^statistics are the sum of the bookings/),
      `the hash chain is unbroken: ${callAt(0)}`,
    ]);
  });

  it('an amount changed together with everything that follows from it', async () => {
    await tamper(
      [
        'UPDATE billing_transaction SET amount = -0.05, receipt = $2 WHERE id = $1',
        [callAt(1), receiptOf(50_000_000n)],
      ],
      [
        'UPDATE billing_transaction SET balance_after = balance_after + 0.15 WHERE account_id = $1 AND seq >= 3',
        [account],
      ],
      ['UPDATE billing_account SET balance = balance + 0.15 WHERE id = $1', [account]],
      ['UPDATE billing_usage_daily SET amount = amount - 0.15', []],
      ['UPDATE billing_mandate_usage_daily SET amount = amount - 0.15', []],
    );
    expect(await found()).toEqual([1, 2, 3].map((index) => `the hash chain is unbroken: ${callAt(index)}`).toSorted());
  });

  it('guards that were switched off or removed', async () => {
    await gateway.database.query('ALTER TABLE billing_transaction DISABLE TRIGGER billing_transaction_immutable_tg');
    const [row] = await gateway.database.query<{ made: string }>(
      `SELECT pg_get_triggerdef(oid) AS made FROM pg_trigger WHERE tgname = 'billing_transaction_truncate_tg'`,
    );
    await gateway.database.query('DROP TRIGGER billing_transaction_truncate_tg ON billing_transaction');
    expect(await found()).toEqual([
      'bookings are guarded against changes: billing_transaction_immutable_tg',
      'bookings are guarded against changes: billing_transaction_truncate_tg',
    ]);
    await gateway.database.query('ALTER TABLE billing_transaction ENABLE TRIGGER billing_transaction_immutable_tg');
    await gateway.database.query(row?.made ?? '');
    expect(await found()).toEqual([]);
  });

  it('a changed receipt', async () => {
    await tamper([
      `UPDATE billing_transaction SET receipt = receipt::jsonb || '{"usdTotal": "7"}' WHERE id = $1`,
      [callAt(2)],
    ]);
    expect(await found()).toEqual([
      `receipts recompute to their amounts: ${callAt(2)}`,
      `the hash chain is unbroken: ${callAt(2)}`,
    ]);
  });

  it('a changed usage', async () => {
    await tamper([`UPDATE billing_transaction SET usage = usage || '{"cacheRead": 6}' WHERE id = $1`, [callAt(2)]]);
    expect(await found()).toEqual([
      expect.stringMatching(/^statistics are the sum of the bookings/),
      `the hash chain is unbroken: ${callAt(2)}`,
    ]);
  });

  it('a removed row in the middle', async () => {
    await tamper(['DELETE FROM billing_transaction WHERE id = $1', [callAt(1)]]);
    expect(await found()).toEqual([
      `balance is the sum of the bookings: ${account}`,
      `bookings are numbered without gaps: ${account}`,
      `each balance follows from the one before: ${callAt(2)}`,
      expect.stringMatching(/^statistics are the sum of the bookings/),
      `the hash chain is unbroken: ${callAt(2)}`,
    ]);
  });

  it('a removed last row, even when all sums were put right', async () => {
    await tamper(
      ['DELETE FROM billing_transaction WHERE id = $1', [callAt(3)]],
      ['UPDATE billing_account SET balance = balance + 0.4, last_seq = last_seq - 1 WHERE id = $1', [account]],
      ['UPDATE billing_usage_daily SET amount = amount - 0.4, calls = calls - 1', []],
      ['UPDATE billing_mandate_usage_daily SET amount = amount - 0.4, calls = calls - 1', []],
    );
    const names = await found();
    expect(names).toContain(`the account knows its last hash: ${account}`);
  });

  it('swapped rows', async () => {
    await tamper(
      ['UPDATE billing_transaction SET seq = 99 WHERE id = $1', [callAt(1)]],
      ['UPDATE billing_transaction SET seq = 3 WHERE id = $1', [callAt(2)]],
      ['UPDATE billing_transaction SET seq = 4 WHERE id = $1', [callAt(1)]],
    );
    expect(await found()).toEqual(
      [
        ...[1, 2, 3].map((index) => `each balance follows from the one before: ${callAt(index)}`),
        ...[1, 2, 3].map((index) => `the hash chain is unbroken: ${callAt(index)}`),
      ].toSorted(),
    );
  });

  it('a changed balance, held credit or hold', async () => {
    await tamper(['UPDATE billing_account SET balance = 99, held = 1 WHERE id = $1', [account]]);
    expect(await found()).toEqual([
      `balance is the sum of the bookings: ${account}`,
      `held is the sum of the open holds: ${account}`,
    ]);
  });

  it('a changed use or hold of a budget', async () => {
    await tamper(['UPDATE billing_budget SET used = 0, held = 1 WHERE id = $1', [budget]]);
    expect(await found()).toEqual([
      `a budget has used what its bookings came to: ${budget}`,
      `a budget holds what its open holds come to: ${budget}`,
    ]);
  });

  it('a booking taken from its budget, even when the budget was put right', async () => {
    await tamper(
      ['UPDATE billing_transaction SET budget_ids = NULL WHERE id = $1', [callAt(0)]],
      ['UPDATE billing_budget SET used = used - 0.1 WHERE id = $1', [budget]],
    );
    expect(await found()).toEqual([`the hash chain is unbroken: ${callAt(0)}`]);
  });

  it('a booking put on a budget, or on the other one, even when both were put right', async () => {
    const other = await gateway.openBudget(account, '5');
    await tamper(
      ['UPDATE billing_transaction SET budget_ids = $2 WHERE id = $1', [callAt(0), [other]]],
      ['UPDATE billing_transaction SET budget_ids = $2 WHERE id = $1', [callAt(1), [budget]]],
      ['UPDATE billing_budget SET used = used + 0.1 WHERE id = $1', [budget]],
      ['UPDATE billing_budget SET used = used + 0.1 WHERE id = $1', [other]],
    );
    expect(await found()).toEqual([callAt(0), callAt(1)].map((id) => `the hash chain is unbroken: ${id}`).toSorted());
  });

  it('a removed budget', async () => {
    const open = reservationOf(account, '1', { budgetIds: [budget] });
    await gateway.ledger.reserve(open);
    await tamper(['DELETE FROM billing_budget WHERE id = $1', [budget]]);
    expect(await found()).toEqual([
      `a budget has used what its bookings came to: ${budget}`,
      `a budget holds what its open holds come to: ${budget}`,
    ]);
    // The call happened, so it is charged all the same.
    expect(await gateway.ledger.settle(account, settlementOf(open.id, '0.5'))).toMatchObject({ status: 'booked' });
  });

  it('a hold whose budgets were changed', async () => {
    const open = reservationOf(account, '1', { budgetIds: [budget] });
    await gateway.ledger.reserve(open);
    await tamper(['UPDATE billing_hold SET budget_amount = 2 WHERE id = $1', [open.id]]);
    expect(await found()).toEqual([`a budget holds what its open holds come to: ${budget}`]);
  });

  it('a hold beside the booking of its call', async () => {
    const purpose = { feature: 'chat' };
    await tamper([
      `INSERT INTO billing_hold (id, account_id, amount, purpose, gateway_id, expires_at) VALUES ($1, $2, 0, $3, 'x', now())`,
      [callAt(0), account, purpose],
    ]);
    expect(await found()).toEqual([`a call has a hold or a booking, never both: ${callAt(0)}`]);
  });
});
