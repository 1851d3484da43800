import { Injectable } from '@nestjs/common';
import type { CheckRule } from '@nyla/contracts';
import { BillingDatabase } from '../../database/billing-database.js';

/** An account as it stood when its check began; amounts are decimal strings in CHF. */
export interface AccountHead {
  readonly id: string;
  readonly user_id: string | null;
  readonly balance: string;
  readonly last_seq: string;
  /** Hexadecimal. */
  readonly head_hash: string;
}

/** Where the recomputation of an account has arrived. */
export interface ChainPosition {
  readonly seq: string;
  readonly balance: string;
  /** Hexadecimal; empty before the first booking. */
  readonly hash: string;
}

/** Some bookings in a row, recomputed from where the ones before them ended. */
export interface CheckedStretch extends ChainPosition {
  readonly bookings: string;
  readonly amount: string;
  readonly faults: readonly StretchFault[];
}

export interface StretchFault {
  readonly rule: CheckRule;
  readonly count: number;
  readonly first: string;
}

interface StretchRow extends ChainPosition {
  readonly bookings: string;
  readonly amount: string;
  readonly numbers: string;
  readonly numbers_first: string | null;
  readonly balances: string;
  readonly balances_first: string | null;
  readonly hashes: string;
  readonly hashes_first: string | null;
}

/** Recomputes accounts from their bookings, stretch by stretch: bookings never change, so no snapshot is held open. */
@Injectable()
export class BalanceCheckRepository {
  constructor(private readonly database: BillingDatabase) {}

  /** @param userId whose account; null the mandate's own; undefined: all of the mandate. */
  heads(mandateId: string, userId: string | null | undefined): Promise<AccountHead[]> {
    return this.database.query<AccountHead>(
      `SELECT id, user_id, balance::text, last_seq::text, encode(head_hash, 'hex') AS head_hash FROM billing_account
       WHERE mandate_id = $1 AND ($2::boolean OR user_id IS NOT DISTINCT FROM $3::uuid) ORDER BY user_id NULLS FIRST`,
      [mandateId, userId === undefined, userId ?? null],
    );
  }

  /** At most `limit` bookings after `from` and up to `lastSeq`; undefined when there are none. */
  async stretch(
    mandateId: string,
    accountId: string,
    from: ChainPosition,
    lastSeq: string,
    limit: number,
  ): Promise<CheckedStretch | undefined> {
    const [row] = await this.database.query<StretchRow>(
      `WITH stretch AS MATERIALIZED (
         SELECT t FROM billing_transaction t
         WHERE t.mandate_id = $1 AND t.account_id = $2 AND t.seq > $3 AND t.seq <= $4 ORDER BY t.seq LIMIT $5
       ), chained AS (
         SELECT (t).id, (t).seq, (t).amount, (t).balance_after, (t).hash, t,
           lag((t).seq, 1, $3::bigint) OVER follows AS seq_before,
           lag((t).balance_after, 1, $6::numeric(20,9)) OVER follows AS balance_before,
           lag((t).hash, 1, decode($7, 'hex')) OVER follows AS hash_before
         FROM stretch WINDOW follows AS (ORDER BY (t).seq)
       ), judged AS (
         SELECT id, seq, amount, balance_after, hash, seq <> seq_before + 1 AS number_wrong,
           balance_after <> balance_before + amount AS balance_wrong, hash <> ledger_seal(hash_before, t) AS hash_wrong
         FROM chained
       )
       SELECT count(*)::text AS bookings, sum(amount)::text AS amount, max(seq)::text AS seq,
         (array_agg(balance_after ORDER BY seq DESC))[1]::text AS balance,
         encode((array_agg(hash ORDER BY seq DESC))[1], 'hex') AS hash,
         count(*) FILTER (WHERE number_wrong)::text AS numbers,
         (array_agg(id ORDER BY seq) FILTER (WHERE number_wrong))[1] AS numbers_first,
         count(*) FILTER (WHERE balance_wrong)::text AS balances,
         (array_agg(id ORDER BY seq) FILTER (WHERE balance_wrong))[1] AS balances_first,
         count(*) FILTER (WHERE hash_wrong)::text AS hashes,
         (array_agg(id ORDER BY seq) FILTER (WHERE hash_wrong))[1] AS hashes_first
       FROM judged HAVING count(*) > 0`,
      [mandateId, accountId, from.seq, lastSeq, limit, from.balance, from.hash],
    );
    return row && stretchOf(row);
  }
}

function stretchOf(row: StretchRow): CheckedStretch {
  const fault = (rule: CheckRule, count: string, first: string | null): StretchFault[] =>
    first === null ? [] : [{ rule, count: Number(count), first }];
  return {
    seq: row.seq,
    balance: row.balance,
    hash: row.hash,
    bookings: row.bookings,
    amount: row.amount,
    faults: [
      ...fault('numbers', row.numbers, row.numbers_first),
      ...fault('balances', row.balances, row.balances_first),
      ...fault('hashes', row.hashes, row.hashes_first),
    ],
  };
}
