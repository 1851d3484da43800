import fc from 'fast-check';
import { type Step, scenarios } from '../../../test/support/ledger-drafts.js';
import { LedgerGateway } from '../../../test/support/ledger-gateways.js';
import { LedgerScenario } from '../../../test/support/ledger-scenario.js';
import { createTestDatabases, type TestDatabases } from '../../../test/support/test-databases.js';

const RUNS = Number(process.env['NYLA_PROPERTY_RUNS'] ?? 40);
/** Repeats one failure; it prints its seed. */
const SEED = process.env['NYLA_PROPERTY_SEED'];

/** Two gateways on one fresh ledger. */
async function withGateways(work: (gateways: LedgerGateway[]) => Promise<void>): Promise<void> {
  const databases: TestDatabases = await createTestDatabases();
  const gateways = [await LedgerGateway.open(databases), await LedgerGateway.open(databases)];
  try {
    await work(gateways);
  } finally {
    for (const gateway of gateways) await gateway.close();
    await databases.drop();
  }
}

function ledgerProperty(gateways: readonly LedgerGateway[]): fc.IAsyncPropertyWithHooks<[Step[][]]> {
  return fc.asyncProperty(scenarios, (batches) => LedgerScenario.run(gateways, batches));
}

it(`agrees with its model and keeps every invariant, in ${RUNS} random histories of two gateways`, async () => {
  await withGateways(async (gateways) => {
    await fc.assert(ledgerProperty(gateways), {
      numRuns: RUNS,
      // Shrinking a history takes minutes; the seed in the message brings it back.
      endOnFailure: SEED === undefined,
      ...(SEED === undefined ? {} : { seed: Number(SEED) }),
    });
  });
}, 120_000);

/** Faults that a ledger may have: the function, and what is written in it instead of what. */
const FAULTS: readonly [fault: string, functionName: string, right: string, wrong: string][] = [
  ['the condition of a reservation is forgotten', 'ledger_apply', 'bal - hel + lim < wanted', 'false'],
  ['a batch grants the same credit twice', 'ledger_apply', 'bal - hel + lim < wanted', 'bal - op.held + lim < wanted'],
  ['what a batch grants is not held', 'ledger_apply', 'hel := hel + hold_amount;', ''],
  ['a batch grants the same budget twice', 'ledger_apply', 'budgets[place].held := budgets[place].held + wanted;', ''],
  ['a suspended account may reserve', 'ledger_apply', "op.status <> 'active'", 'false'],
  [
    'an id used for something else is granted',
    'ledger_apply',
    "THEN 'granted' ELSE 'conflict'",
    "THEN 'granted' ELSE 'granted'",
  ],
  ['settling does not release the hold', 'ledger_apply', 'hel := hel - hold_amount;', ''],
  [
    'settling frees an expired hold once more',
    'ledger_apply',
    "CASE op.hold_status WHEN 'open' THEN op.hold_amount ELSE 0 END",
    'op.hold_amount',
  ],
  ['a shortfall is charged', 'ledger_apply', 't.amount := missing - cost', 't.amount := - cost'],
  ['a shortfall is forgotten', 'ledger_apply', 't.shortfall := missing', 't.shortfall := 0'],
  ['a number is left out', 'ledger_apply', 'last_no := last_no + 1', 'last_no := last_no + 2'],
  ['a hash does not cover the one before', 'ledger_apply', 'ledger_seal(head, t)', "ledger_seal('', t)"],
  ['a hash does not cover the receipt', 'ledger_canonical', "coalesce(t.receipt::text, 'null')", "'null'"],
  ['statistics are skipped', 'ledger_apply', 'PERFORM ledger_book_usage(bookings);', ''],
  ['a repeat is not found', 'ledger_apply', "b.id = op.id AND b.type = 'debit'", 'false'],
  ['a late settlement is not marked', 'ledger_apply', "t.late := op.hold_status = 'expired'", 't.late := false'],
  ['releasing frees a tombstone', 'ledger_release', "WHERE status = 'open' GROUP BY", 'GROUP BY'],
  ['an expired hold is swept again', 'ledger_expire', "SET status = 'expired'", "SET status = 'open'"],
  ['a credit is booked without its seal', 'ledger_post', 'head_hash = t.hash', 'head_hash = a.head_hash'],
  ['a transfer makes money', 'ledger_post', 'transferred <> 0', 'false'],
  [
    'the account is not locked',
    'ledger_apply',
    'PERFORM 1 FROM billing_account WHERE id = ANY (account_ids) ORDER BY id FOR UPDATE;',
    'PERFORM pg_sleep(0.01);',
  ],
  [
    'a budget is not asked',
    'ledger_apply',
    'budgets[place].used + budgets[place].held + wanted > budgets[place].limit_amount',
    'false',
  ],
  ['what is held counts against no budget', 'ledger_apply', '+ budgets[place].held + wanted', '+ wanted'],
  ['a budget of another mandate is lent', 'ledger_apply', ' OR budgets[place].mandate_id <> op.mandate_id', ''],
  ['a budget that is named twice holds twice', 'ledger_apply', 'CONTINUE WHEN one = ANY (named);', ''],
  [
    'an unlimited account has no budgets',
    'ledger_apply',
    'budgets[place].held + wanted;',
    'budgets[place].held + CASE WHEN lim IS NULL THEN 0 ELSE wanted END;',
  ],
  ['settling leaves the budget held', 'ledger_apply', "WHEN 'open' THEN op.budget_amount", "WHEN 'open' THEN 0"],
  [
    'settling frees the budget of an expired hold once more',
    'ledger_apply',
    "CASE op.hold_status WHEN 'open' THEN op.budget_amount ELSE 0 END",
    'op.budget_amount',
  ],
  ['a shortfall is used up', 'ledger_apply', 'budgets[place].used + (cost - missing)', 'budgets[place].used + cost'],
  ['a booking forgets its budgets', 'ledger_apply', 't.budget_ids := op.budget_ids', 't.budget_ids := NULL'],
  ['a hash does not cover the budgets', 'ledger_canonical', " || coalesce(to_jsonb(t.budget_ids)::text, '')", ''],
  ['releasing leaves the budgets held', 'ledger_release', 'PERFORM ledger_free_budgets(locked_ids);', ''],
  ['expiring leaves the budgets held', 'ledger_expire', 'PERFORM ledger_free_budgets(due);', ''],
  [
    'releasing frees the budgets of a tombstone',
    'ledger_free_budgets',
    "CASE h.status WHEN 'open' THEN h.budget_amount ELSE 0 END",
    'h.budget_amount',
  ],
  ['a call falls unnoticed', 'ledger_apply', "IF fallen <> '{}' THEN PERFORM ledger_look(fallen, false); END IF;", ''],
  ['a posting falls unnoticed', 'ledger_post', 'PERFORM ledger_look(account_ids, false);', ''],
  ['a top-up arms nothing', 'ledger_post', 'ledger_watch(filled, true)', 'ledger_watch(filled, false)'],
  ['a fall is told of again and again', 'ledger_look', 'SET alert = m.level', 'SET alert = a.alert'],
  ['a fall is not written down', 'ledger_look', 'FROM moved m WHERE m.is_fall AND', 'FROM moved m WHERE false AND'],
  [
    'a rise is told of like a fall',
    'ledger_look',
    "s.before = 'armed' OR s.level = 'exhausted' AS is_fall",
    'true AS is_fall',
  ],
  [
    'one alone is granted beyond what is free',
    'ledger_reserve_one',
    'a.held + a.credit_limit >= p_amount',
    'a.held > -1',
  ],
  ['one alone is granted to a suspended account', 'ledger_reserve_one', "a.status = 'active' AND ", ''],
  ['one alone is granted and not held', 'ledger_reserve_one', 'SET held = held + p_amount', 'SET held = held'],
  [
    'one alone is granted with the id of a booking',
    'ledger_reserve_one',
    'EXISTS (SELECT FROM billing_transaction WHERE id = p_id)',
    'false',
  ],
  [
    'the account of one alone is not locked',
    'ledger_reserve_one',
    'WHERE id = p_account FOR UPDATE;',
    'WHERE id = p_account; PERFORM pg_sleep(0.01);',
  ],
  ['one alone takes what others have set aside', 'ledger_settle_one', 'free >= a.held', 'true'],
  ['one alone leaves its budgets as they were', 'ledger_settle_one', 'h.budget_ids IS NULL', 'true'],
  ['one alone frees an expired hold once more', 'ledger_settle_one', "h.status = 'open'", 'true'],
  ['one alone keeps what it held', 'ledger_settle_one', 'held - h.amount AS held', 'held'],
  ['the hold of one alone stays', 'ledger_settle_one', 'DELETE FROM billing_hold WHERE id = p_id;', ''],
  ['one alone falls unnoticed', 'ledger_settle_one', '(free < CASE', '(NULL::numeric < CASE'],
  [
    'the hash of one alone does not cover the one before',
    'ledger_settle_one',
    'ledger_seal(a.head_hash, t)',
    "ledger_seal('', t)",
  ],
  ['one alone is missing in the statistics', 'ledger_settle_one', 'PERFORM ledger_book_usage_one(t);', ''],
  ['one alone counts for nobody', 'ledger_book_usage_one', 't.user_id, t.connector_type', 'NULL, t.connector_type'],
  ['budgets are not locked', 'ledger_apply', 'ORDER BY b.id FOR UPDATE);', 'ORDER BY b.id); PERFORM pg_sleep(0.01);'],
];

describe('the property notices when', () => {
  let databases: TestDatabases;
  let gateways: LedgerGateway[];

  beforeAll(async () => {
    databases = await createTestDatabases();
    gateways = [await LedgerGateway.open(databases), await LedgerGateway.open(databases)];
  });
  afterAll(async () => {
    for (const gateway of gateways) await gateway.close();
    await databases.drop();
  });

  it.each(FAULTS)(
    '%s',
    async (_, functionName, right, wrong) => {
      const [{ database }] = gateways as [LedgerGateway];
      const [row] = await database.query<{ text: string }>('SELECT pg_get_functiondef($1::regproc) AS text', [
        functionName,
      ]);
      const text = row?.text ?? '';
      expect(text.split(right)).toHaveLength(2);
      await database.query(text.replace(right, () => wrong));
      try {
        const { failed } = await fc.check(ledgerProperty(gateways), { numRuns: 200, seed: 1, endOnFailure: true });
        expect(failed).toBe(true);
      } finally {
        await database.query(text);
      }
    },
    60_000,
  );
});
