import { Injectable } from '@nestjs/common';
import { BillingDatabase } from '../../database/billing-database.js';
import type { AccountLine } from './export-format.js';

/** A booking as its hash covers it. */
export interface SealedRow {
  readonly seq: string;
  readonly sealed: string;
  readonly budgets: string;
  readonly hash: string;
}

export type ExportedAccount = Omit<AccountLine, 'type' | 'mandateName'>;

/** Reads the whole ledger, in pages, from one unchanging picture of it. */
@Injectable()
export class LedgerExportRepository {
  constructor(private readonly database: BillingDatabase) {}

  /** Runs `work` on one picture of the ledger, while calls go on. */
  snapshot<T>(work: () => Promise<T>): Promise<T> {
    return this.database.run(async () => {
      await this.database.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
      return work();
    });
  }

  prices(): Promise<{ row: Record<string, unknown> }[]> {
    return this.database.query('SELECT to_jsonb(p) AS row FROM price_version p ORDER BY valid_from, id');
  }

  rates(): Promise<{ row: Record<string, unknown> }[]> {
    return this.database.query('SELECT to_jsonb(r) AS row FROM fx_rate r ORDER BY valid_from, id');
  }

  /** Accounts after an id, of one mandate or of all. */
  accountsAfter(mandateId: string | null, after: string, limit: number): Promise<ExportedAccount[]> {
    return this.database.query<ExportedAccount>(
      `SELECT id, mandate_id AS "mandateId", user_id AS "userId", status, balance::text, held::text,
         credit_limit::text AS "creditLimit", last_seq::text AS "lastSeq", encode(head_hash, 'hex') AS "headHash"
       FROM billing_account WHERE ($1::uuid IS NULL OR mandate_id = $1::uuid) AND id > $2 ORDER BY id LIMIT $3`,
      [mandateId, after, limit],
    );
  }

  /** Bookings of an account after a number. */
  bookingsAfter(accountId: string, seq: string, limit: number): Promise<SealedRow[]> {
    return this.database.query<SealedRow>(
      `SELECT seq::text, left(whole, length(whole) - length(budgets)) AS sealed, budgets, hash
       FROM (SELECT seq, ledger_canonical(t) AS whole, coalesce(to_jsonb(budget_ids)::text, '') AS budgets,
               encode(hash, 'hex') AS hash
             FROM billing_transaction t WHERE account_id = $1 AND seq > $2::bigint ORDER BY seq LIMIT $3) page
       ORDER BY page.seq`,
      [accountId, seq, limit],
    );
  }
}
