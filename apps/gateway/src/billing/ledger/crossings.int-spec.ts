import { LedgerGateway, reservationOf, settlementOf } from '../../../test/support/ledger-gateways.js';
import { brokenWarnings } from '../../../test/support/ledger-warnings.js';
import { createTestDatabases, type TestDatabases } from '../../../test/support/test-databases.js';

let databases: TestDatabases;
let gateway: LedgerGateway;

beforeAll(async () => {
  databases = await createTestDatabases();
  gateway = await LedgerGateway.open(databases);
});
afterAll(async () => {
  await gateway.close();
  await databases.drop();
});

/** Accounts with ten francs, each warned below five. */
async function openAccounts(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let made = 0; made < count; made++) {
    const id = await gateway.openAccount();
    await gateway.database.query(
      `INSERT INTO billing_settings (mandate_id, billing_model, low_balance_threshold) VALUES ($1, 'PREPAY_MANDATE', 5)`,
      [await gateway.mandateOf(id)],
    );
    await gateway.database.query(
      `SELECT 1 FROM ledger_post(jsonb_build_array(jsonb_build_object(
         'id', gen_random_uuid(), 'accountId', $1::uuid, 'type', 'credit', 'amount', 10)))`,
      [id],
    );
    ids.push(id);
  }
  return ids.toSorted();
}

/** Calls of several accounts that are settled in one batch. */
async function settleTogether(calls: readonly { account: string; cost: string }[]): Promise<void> {
  const reservations = calls.map(({ account, cost }) => reservationOf(account, cost));
  await gateway.repository.apply([], reservations, 'test');
  const settlements = reservations.map(({ id }, index) => settlementOf(id, calls[index]?.cost ?? '0'));
  await gateway.repository.apply(settlements, [], 'test');
}

async function fallsOf(accounts: readonly string[]): Promise<string[]> {
  const rows = await gateway.database.query<{ falls: string }>(
    `SELECT coalesce(string_agg(c.level || ' ' || trunc(c.free, 2), ', ' ORDER BY c.created_at), '') AS falls
     FROM unnest($1::uuid[]) WITH ORDINALITY AS a (id, n) LEFT JOIN balance_crossing c ON c.account_id = a.id
     GROUP BY a.n ORDER BY a.n`,
    [accounts],
  );
  return rows.map(({ falls }) => falls);
}

/** Three accounts fall in one batch, then two of them to nothing, and one that never fell stays out of it. */
async function scenario(): Promise<string[]> {
  const accounts = await openAccounts(4);
  const [first = '', second = '', third = '', last = ''] = accounts;
  await settleTogether([first, second, third].map((account) => ({ account, cost: '6' })));
  await settleTogether([
    { account: first, cost: '4' },
    { account: second, cost: '1' },
    { account: third, cost: '1' },
    { account: third, cost: '3' },
    { account: last, cost: '5' },
  ]);
  return fallsOf(accounts);
}

const EXPECTED = ['low 4.00, exhausted 0.00', 'low 4.00', 'low 4.00, exhausted 0.00', ''];

it('a batch of several accounts leaves a crossing of each that fell', async () => {
  expect(await scenario()).toEqual(EXPECTED);
  expect(await brokenWarnings(gateway.database)).toEqual([]);
});

it.each([
  [
    'the first of several accounts falls unnoticed',
    'fallen || current_id; END IF;\n          END IF;',
    'fallen; END IF;\n          END IF;',
  ],
  ['the last one falls unnoticed', 'fallen || current_id; END IF;\n        UPDATE', 'fallen; END IF;\n        UPDATE'],
  ['nothing left is not seen after low', "WHEN 'low' THEN 0.01", "WHEN 'low' THEN 0"],
])('shows when %s', async (_, right, wrong) => {
  const [row] = await gateway.database.query<{ text: string }>(
    "SELECT pg_get_functiondef('ledger_apply'::regproc) AS text",
  );
  const text = row?.text ?? '';
  expect(text.split(right)).toHaveLength(2);
  await gateway.database.query(text.replace(right, () => wrong));
  try {
    expect(await scenario()).not.toEqual(EXPECTED);
  } finally {
    await gateway.database.query(text);
  }
});
