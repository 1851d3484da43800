// Faults that the ledger might have, each with the tests that are to notice it. Those of a single SQL function that the
// property test alone must notice are planted by it on every run (src/billing/ledger/ledger.int-spec.ts, FAULTS).

const LANE = 'src/billing/ledger/ledger-lane.ts';
const SERVICE = 'src/billing/ledger/ledger.service.ts';
const REPOSITORY = 'src/billing/ledger/ledger.repository.ts';
// The functions as the last migration that changes them leaves them.
const FUNCTIONS = 'src/database/migrations/billing/1795910000000-arrays-functions.ts';
const EXPIRY = 'src/database/migrations/billing/1795500000000-budgets-functions.ts';
const SETTINGS = 'src/billing/credit/mandate-settings.service.ts';
const ACCOUNTS = 'src/billing/accounts.repository.ts';
const IDEMPOTENCY = 'src/billing/ledger/idempotency';

const PROPERTY = { kind: 'int', files: 'billing/ledger/ledger.int-spec', only: 'agrees with its model', runs: 200 };
const RACES = { kind: 'int', files: 'ledger-races.int-spec' };
const BUDGET_RACES = { kind: 'int', files: 'budget-races.int-spec' };
const LANE_UNIT = { kind: 'unit', files: 'ledger-lane.spec' };
const IDEMPOTENT = { kind: 'int', files: 'idempotency.int-spec' };
const CRASH = { kind: 'int', files: 'test/crash.int-spec' };
const TORTURE = { kind: 'torture', seed: 40, rounds: 3 };

/** A file, what is written in it, what is written there instead, and the tests, of which at least one must fail. */
export const FAULTS = [
  {
    name: 'the condition of a reservation is forgotten',
    file: FUNCTIONS,
    right: 'lim IS NOT NULL AND bal - hel + lim < wanted',
    wrong: 'false',
    tests: [PROPERTY],
  },
  {
    name: 'a batch grants the same credit twice',
    file: FUNCTIONS,
    right: 'lim IS NOT NULL AND bal - hel + lim < wanted',
    wrong: 'lim IS NOT NULL AND bal - op.held + lim < wanted',
    tests: [PROPERTY],
  },
  {
    name: 'the accounts of a batch are locked in another order than elsewhere',
    file: FUNCTIONS,
    right: `WHERE id = ANY (account_ids) ORDER BY id FOR UPDATE;
    -- Most calls`,
    wrong: `WHERE id = ANY (account_ids) ORDER BY id DESC FOR UPDATE;
    -- Most calls`,
    tests: [RACES],
  },
  {
    name: 'the budgets of a batch are locked in another order than elsewhere',
    file: FUNCTIONS,
    right: `ORDER BY b.id FOR UPDATE);
      budget_keys := ARRAY(SELECT b.id FROM unnest(budgets) b ORDER BY b.id);`,
    wrong: `ORDER BY b.id DESC FOR UPDATE);
      budget_keys := ARRAY(SELECT b.id FROM unnest(budgets) b ORDER BY b.id DESC);`,
    tests: [BUDGET_RACES],
  },
  {
    name: 'a call settles without its hold being locked',
    file: FUNCTIONS,
    right: 'IF NOT all_locked AND op.id <> ALL (locked_ids) THEN',
    wrong: 'IF false THEN',
    tests: [RACES],
  },
  {
    name: 'expiry forgets the budgets',
    file: EXPIRY,
    right: 'PERFORM ledger_free_budgets(due);',
    wrong: '',
    tests: [PROPERTY],
  },
  {
    name: 'nothing is tried again',
    file: SERVICE,
    right: 'const MAX_ATTEMPTS = 8;',
    wrong: 'const MAX_ATTEMPTS = 1;',
    tests: [RACES],
  },
  {
    name: 'a reservation that another gateway made at the same moment is not asked for again',
    file: SERVICE,
    right: 'isRetryable(error) || isTakenId(error)',
    wrong: 'isRetryable(error)',
    tests: [RACES],
  },
  {
    name: 'answers of a batch go to the wrong callers',
    file: REPOSITORY,
    right: 'row.reserved.map((_, n) => reserveResult(row, n))',
    wrong: 'row.reserved.map((_, n) => reserveResult(row, row.reserved.length - 1 - n))',
    tests: [PROPERTY, RACES],
  },
  {
    name: 'the same id stands twice in a batch',
    file: LANE,
    right: 'batch.length < MAX_BATCH && !ids.has(operation.request.id)',
    wrong: 'batch.length < MAX_BATCH',
    tests: [LANE_UNIT, PROPERTY],
  },
  {
    name: 'a batch that fails takes all of its operations with it',
    file: LANE,
    right: 'this.oneByOne(batch, error)',
    wrong: 'batch.forEach(({ answer }) => answer.reject(error))',
    tests: [LANE_UNIT],
  },
  {
    name: 'a switch does not wait for calls in flight',
    file: SETTINGS,
    right: 'await this.refuseInFlight(members, after, own);',
    wrong: '',
    tests: [PROPERTY],
  },
  {
    name: 'a switch leaves the limit as it was',
    file: SETTINGS,
    right: 'await this.accounts.setCreditLimit(after, own, limit);',
    wrong: '',
    tests: [PROPERTY],
  },
  {
    name: 'a switch leaves behind what members have',
    file: SETTINGS,
    right: 'await this.collect(members, own, `${before.billingModel} → ${after.billingModel}`);',
    wrong: '',
    tests: [PROPERTY],
  },
  {
    name: 'a switch does not lock the accounts',
    file: ACCOUNTS,
    right: 'FROM billing_account WHERE mandate_id = $1 ORDER BY id FOR UPDATE`',
    wrong: 'FROM billing_account WHERE mandate_id = $1 ORDER BY id`',
    tests: [{ kind: 'int', files: 'billing-models.int-spec', only: 'waits for a reservation' }],
  },
  {
    name: 'a key that is known already moves money again',
    file: `${IDEMPOTENCY}.repository.ts`,
    right: 'return rows.length > 0;',
    wrong: 'return rows.length >= 0;',
    tests: [IDEMPOTENT, TORTURE],
  },
  {
    name: 'the answer to a key is kept outside of the transaction that moves the money',
    file: `${IDEMPOTENCY}.service.ts`,
    right: 'return this.database.run(async () => {',
    wrong: 'return (async (work: () => Promise<T>) => work())(async () => {',
    tests: [IDEMPOTENT, TORTURE],
  },
  {
    name: 'another request under a known key gets the answer of the first',
    file: `${IDEMPOTENCY}.service.ts`,
    right: '!earlier.requestHash.equals(requestHash)',
    wrong: 'earlier.requestHash.length !== requestHash.length',
    tests: [IDEMPOTENT],
  },
  {
    name: 'the key of one person is the key of another',
    file: `${IDEMPOTENCY}.service.ts`,
    right: '`${operation}:${this.context.caller.userId}`',
    wrong: 'operation',
    tests: [IDEMPOTENT],
  },
  {
    name: 'a repeat of a message is refused for want of credit',
    file: 'src/workflow/chat/message-price.ts',
    right: 'await this.chats.isAsked(params.id as string, key)',
    wrong: 'false',
    tests: [IDEMPOTENT],
  },
  {
    name: 'another request under the key of a run gets the run',
    file: 'src/workflow/automation/run-starter.service.ts',
    right: '!requestHash.equals(run.request_hash)',
    wrong: 'requestHash.length !== run.request_hash.length',
    tests: [IDEMPOTENT],
  },
  {
    name: 'nobody sweeps the holds of the dead',
    file: 'src/billing/ledger/hold-sweeper.service.ts',
    right: 'const SWEEP_INTERVAL_MS = 5_000;',
    wrong: 'const SWEEP_INTERVAL_MS = 5_000_000;',
    tests: [CRASH, TORTURE],
  },
  {
    name: 'a call does not renew its hold',
    file: 'src/workflow/attempt.service.ts',
    right: '(ttlSeconds * 1_000) / 3,',
    wrong: 'ttlSeconds * 1_000_000,',
    tests: [CRASH],
  },
];
