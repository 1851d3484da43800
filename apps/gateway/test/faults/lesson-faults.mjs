// For each lesson about overdraft, holds, streaming and records (../lessons.md): the defence is taken away, and a test
// that bears the lesson's name must notice it.

const FUNCTIONS = 'src/database/migrations/billing/1795910000000-arrays-functions.ts';
const SINGLE = 'src/database/migrations/billing/1795930000000-single.ts';
const ATTEMPT = 'src/workflow/attempt.service.ts';

const LESSONS = { kind: 'int', files: 'test/lessons.int-spec' };
const RACE = { kind: 'int', files: 'test/race.int-spec' };
const STREAMING = { kind: 'int', files: 'test/streaming.int-spec' };
const SETTLE = { kind: 'int', files: 'ledger/settle.int-spec' };

export const LESSON_FAULTS = [
  taught('one-winner', 'the balance is read and the condition forgotten', [RACE], {
    file: FUNCTIONS,
    right: 'lim IS NOT NULL AND bal - hel + lim < wanted',
    wrong: 'false',
    and: { file: SINGLE, right: 'a.balance - a.held + a.credit_limit >= p_amount', wrong: 'true' },
  }),
  taught('no-trusted-accounts', 'the rich need no reservation', [LESSONS], {
    file: FUNCTIONS,
    right: 'hold_amount := CASE WHEN lim IS NULL THEN 0 ELSE wanted END;',
    wrong: 'hold_amount := CASE WHEN lim IS NULL OR bal > 1000000 THEN 0 ELSE wanted END;',
    and: {
      file: SINGLE,
      right: 'IF a.credit_limit IS NULL THEN',
      wrong: 'IF a.credit_limit IS NULL OR a.balance > 1000000 THEN',
    },
  }),
  taught('never-shrunk', 'the last call holds what is left, and runs', [RACE], {
    file: FUNCTIONS,
    right: 'IF op.account_id IS NULL THEN\n          reserved[op.n]',
    wrong: `IF wanted > bal - hel + lim AND bal - hel + lim > 0 THEN wanted := bal - hel + lim; END IF;
        IF op.account_id IS NULL THEN
          reserved[op.n]`,
  }),
  taught('never-clamped', 'a balance below zero is set to zero', [SETTLE], {
    file: FUNCTIONS,
    right: 'bal := bal - (cost - missing);',
    wrong: 'bal := greatest(bal - (cost - missing), 0);',
  }),
  taught('no-free-model', 'what has no price is free', [{ kind: 'unit', files: 'price-calculation.spec' }], {
    file: 'src/aicore/price-calculation.ts',
    right: 'if (!usd) throw new PriceMissingError(price.connectorType, price.model, kind);',
    wrong: 'if (!usd) continue;',
  }),
  taught(
    'one-path',
    'titles of chats are asked for beside the processor',
    [{ kind: 'unit', files: 'architecture.spec' }],
    {
      file: 'src/workflow/chat/message-price.ts',
      right: 'import { Injectable }',
      wrong: "import '../../aicore/plugins/provider-http.js';\nimport { Injectable }",
    },
  ),
  taught('hold-ends', 'a provider that fails leaves its hold', [STREAMING], {
    file: ATTEMPT,
    right: 'await this.billing.release(call.accountId, call.id, reasonOf(failure.error));',
    wrong: '',
  }),
  taught('tight-holds', 'the longest answer of the model is held, whatever is asked for', [LESSONS], {
    file: 'src/workflow/quote.ts',
    right: 'Math.min(wanted, model.maxOutputTokens)',
    wrong: 'Math.max(wanted, model.maxOutputTokens)',
  }),
  taught('settled-once', 'what is booked already is not looked for', [SETTLE], {
    file: FUNCTIONS,
    right: "b.id = op.id AND b.type = 'debit'",
    wrong: 'false',
  }),
  taught('abort-charged', 'who leaves pays nothing', [STREAMING], {
    file: ATTEMPT,
    right: "if (isStopped) return this.book(call, sent, progress, 'aborted');",
    wrong: "if (isStopped) return this.billing.release(call.accountId, call.id, 'stopped').then(() => undefined);",
  }),
  taught('zero-stays-zero', 'a reported zero is taken for no report', [STREAMING], {
    file: ATTEMPT,
    right: 'const bill = reported && this.priced(call, reported);',
    wrong: 'const bill = reported && reported.output > 0 ? this.priced(call, reported) : undefined;',
  }),
  taught('silent-abort', 'the exception is asked instead of the signal', [STREAMING], {
    file: ATTEMPT,
    right: 'await this.end(call, sent, progress, failure, stop.aborted)',
    wrong:
      "await this.end(call, sent, progress, failure, (failure?.error as Error | undefined)?.name === 'AbortError')",
  }),
  taught('failed-call-free', 'a failed call is charged an estimate', [STREAMING], {
    file: ATTEMPT,
    right: 'if (call.selected.connector.normaliseUsage(progress.rawUsage))',
    wrong: 'if (call.id)',
  }),
  taught('own-ids', 'an id of the provider that is known already is not booked again', [LESSONS], {
    file: FUNCTIONS,
    right: 'INSERT INTO billing_transaction SELECT * FROM unnest(bookings);',
    wrong: `INSERT INTO billing_transaction SELECT n.* FROM unnest(bookings) n WHERE NOT EXISTS (
        SELECT 1 FROM billing_transaction o WHERE o.provider_request_id = n.provider_request_id);`,
    and: {
      file: SINGLE,
      right: 'INSERT INTO billing_transaction SELECT t.*;',
      wrong: `INSERT INTO billing_transaction SELECT t.* WHERE NOT EXISTS (
        SELECT 1 FROM billing_transaction o WHERE o.provider_request_id = t.provider_request_id);`,
    },
  }),
  taught('booked-at-once', 'a queue books seconds later', [STREAMING], {
    file: ATTEMPT,
    right:
      "private async settleSurely(...[accountId, settlement]: Parameters<BillingFacade['settle']>): Promise<Nano> {",
    wrong: `private settleSurely(...[accountId, settlement]: Parameters<BillingFacade['settle']>): Promise<Nano> {
    setTimeout(() => void this.settleLater(accountId, settlement).catch(() => undefined), 2_000);
    return Promise.resolve(settlement.cost);
  }

  private async settleLater(...[accountId, settlement]: Parameters<BillingFacade['settle']>): Promise<Nano> {`,
  }),
  taught('exact-sums', 'the balance is a float', [LESSONS], {
    file: FUNCTIONS,
    right: 'bal := bal - (cost - missing);',
    wrong: 'bal := (bal::real - (cost - missing)::real)::numeric;',
    and: {
      file: SINGLE,
      right: 't.balance_after := a.balance - p_cost;',
      wrong: 't.balance_after := (a.balance::real - p_cost::real)::numeric;',
    },
  }),
  taught('no-edits', 'bookings can be changed', [{ kind: 'int', files: 'immutability.int-spec' }], {
    file: 'src/database/migrations/billing/1795000000000-ledger.ts',
    right: 'billing_transaction_immutable_tg BEFORE UPDATE OR DELETE',
    wrong: 'billing_transaction_immutable_tg BEFORE DELETE',
  }),
];

/** Only tests that name the lesson count. */
function taught(lesson, name, tests, change) {
  const only = `lesson: ${lesson}\\b`;
  return { lesson, name: `${lesson}: ${name}`, ...change, tests: tests.map((test) => ({ ...test, only })) };
}
