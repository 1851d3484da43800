import { Injectable } from '@nestjs/common';
import type { CallOutcome, ConnectorType, Feature, TransactionType } from '@nyla/contracts';
import type { BilledUsage, Receipt } from '../aicore/aicore.facade.js';
import { postgresErrorOf } from '../common/errors/database-error.js';
import { DomainError } from '../common/errors/domain-error.js';
import type { Cursor } from '../common/http/cursor.js';
import { BillingDatabase } from '../database/billing-database.js';

/** A booking as stored; amounts are decimal strings in CHF, `created_at` is ISO 8601 with microseconds. */
export interface TransactionRow {
  readonly id: string;
  readonly account_id: string;
  readonly mandate_id: string;
  readonly seq: string;
  readonly type: TransactionType;
  readonly amount: string;
  readonly balance_after: string;
  readonly created_at: string;
  readonly user_id: string | null;
  readonly feature: Feature | null;
  readonly connector_type: ConnectorType | null;
  readonly model: string | null;
  readonly outcome: CallOutcome | null;
  readonly estimated: boolean;
  readonly late: boolean;
  readonly shortfall: string;
  readonly usage: BilledUsage | null;
  readonly receipt: Receipt | null;
  readonly reason: string | null;
  readonly reference: string | null;
  readonly chat_id: string | null;
  readonly message_id: string | null;
  readonly automation_id: string | null;
  readonly run_id: string | null;
  readonly reversal_of: string | null;
  readonly provider_request_id: string | null;
  readonly hash: string;
}

/** A booking as lists show it: without its receipt, which is most of a row, and what else only its details tell. */
export type ListedRow = Omit<
  TransactionRow,
  'receipt' | 'mandate_id' | 'message_id' | 'shortfall' | 'provider_request_id' | 'hash'
>;

/** A booking as a file has it: with its time as Swiss clocks showed it. */
export type ExportedRow = ListedRow & {
  /** `YYYY-MM-DD HH:MM:SS.mmm` in Europe/Zurich. */
  readonly local_time: string;
};

/** Sums over bookings; amounts are decimal strings in CHF. */
export interface TransactionSums {
  readonly bookings: string;
  readonly calls: string;
  /** Charged for calls, positive. */
  readonly used: string;
  /** Everything else, signed. */
  readonly other: string;
}

export interface TransactionFilter {
  /** First and last day in Europe/Zurich, inclusive. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly type?: TransactionType | undefined;
  readonly connectorType?: ConnectorType | undefined;
  readonly model?: string | undefined;
  readonly feature?: Feature | undefined;
  readonly userId?: string | undefined;
  /** Only what this person may see: the own calls, and every booking of the own account. */
  readonly visibleTo?: string | undefined;
  readonly automationId?: string | undefined;
  readonly runId?: string | undefined;
  /** Id of a step, or its path in a run, which is what the booking of a step bears as its reference. */
  readonly step?: string | undefined;
  readonly accountId?: string | undefined;
  readonly q?: string | undefined;
}

const COLUMNS = `id, account_id, mandate_id, seq::text, type, amount::text, balance_after::text,
  to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS created_at,
  user_id, feature, connector_type, model, outcome, estimated, late, shortfall::text, usage, receipt, reason, reference,
  chat_id, message_id, automation_id, run_id, reversal_of, provider_request_id, encode(hash, 'hex') AS hash`;

const LISTED_COLUMNS = `id, account_id, seq::text, type, amount::text, balance_after::text,
  to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS created_at,
  user_id, feature, connector_type, model, outcome, estimated, late, usage, reason, reference,
  chat_id, automation_id, run_id, reversal_of`;

const EXPORTED_COLUMNS = `${LISTED_COLUMNS},
  to_char(created_at AT TIME ZONE 'Europe/Zurich', 'YYYY-MM-DD HH24:MI:SS.MS') AS local_time`;

const CANCELED_BY_TIMEOUT = '57014';

/** Reads bookings. Nothing here writes: bookings are made by the ledger's functions and never changed. */
@Injectable()
export class TransactionsRepository {
  constructor(private readonly database: BillingDatabase) {}

  /** @param filter what else must hold, such as who may see it. */
  async find(mandateId: string, id: string, filter: TransactionFilter = {}): Promise<TransactionRow | undefined> {
    const conditions = new Conditions(mandateId, filter);
    conditions.add((p) => `id = ${p(id)}`);
    const [row] = await this.database.query<TransactionRow>(
      `SELECT ${COLUMNS} FROM billing_transaction WHERE ${conditions.sql}`,
      conditions.values,
    );
    return row;
  }

  /** The id of the booking that reverses this one. */
  async findReversalOf(mandateId: string, id: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ id: string }>(
      'SELECT id FROM billing_transaction WHERE reversal_of = $2 AND mandate_id = $1',
      [mandateId, id],
    );
    return row?.id;
  }

  async isReversed(id: string): Promise<boolean> {
    return (await this.database.query('SELECT 1 FROM billing_transaction WHERE reversal_of = $1', [id])).length > 0;
  }

  /** Newest first, at most `limit` rows after the cursor. */
  async list(
    mandateId: string,
    filter: TransactionFilter,
    cursor: Cursor | undefined,
    limit: number,
  ): Promise<ListedRow[]> {
    return this.page<ListedRow>(LISTED_COLUMNS, mandateId, filter, cursor, limit);
  }

  /** As `list`, for a file. */
  async listForExport(
    mandateId: string,
    filter: TransactionFilter,
    cursor: Cursor | undefined,
    limit: number,
  ): Promise<ExportedRow[]> {
    return this.page<ExportedRow>(EXPORTED_COLUMNS, mandateId, filter, cursor, limit);
  }

  private page<Row>(
    columns: string,
    mandateId: string,
    filter: TransactionFilter,
    cursor: Cursor | undefined,
    limit: number,
  ): Promise<Row[]> {
    const conditions = new Conditions(mandateId, filter);
    if (cursor) {
      conditions.add(
        (p) => `(billing_transaction.created_at, id) < (${p(cursor.createdAt)}::timestamptz, ${p(cursor.id)}::uuid)`,
      );
    }
    return this.database.query<Row>(
      `SELECT ${columns} FROM billing_transaction WHERE ${conditions.sql}
       ORDER BY billing_transaction.created_at DESC, id DESC LIMIT ${conditions.parameter(limit)}`,
      conditions.values,
    );
  }

  /** Sums of what is no debit, by the index that holds nothing else. */
  async sumMovements(mandateId: string, filter: TransactionFilter): Promise<TransactionSums> {
    const conditions = new Conditions(mandateId, filter);
    conditions.add(() => "type <> 'debit'");
    return this.sum(conditions);
  }

  /** Sums of bookings by reading them; undefined when that takes longer than `timeoutMs`. */
  async sumWithin(
    mandateId: string,
    filter: TransactionFilter,
    timeoutMs: number,
  ): Promise<TransactionSums | undefined> {
    try {
      return await this.database.run(async () => {
        await this.database.query("SELECT set_config('statement_timeout', $1, true)", [String(timeoutMs)]);
        return this.sum(new Conditions(mandateId, filter));
      });
    } catch (error) {
      if (postgresErrorOf(error)?.code === CANCELED_BY_TIMEOUT) return undefined;
      throw error;
    }
  }

  private async sum(conditions: Conditions): Promise<TransactionSums> {
    const [row] = await this.database.query<TransactionSums>(
      `SELECT count(*)::text AS bookings, count(*) FILTER (WHERE type = 'debit')::text AS calls,
         coalesce(-sum(amount) FILTER (WHERE type = 'debit'), 0)::text AS used,
         coalesce(sum(amount) FILTER (WHERE type <> 'debit'), 0)::text AS other
       FROM billing_transaction WHERE ${conditions.sql}`,
      conditions.values,
    );
    if (!row) throw new DomainError('common.internal');
    return row;
  }

  /** The bookings of these chat messages, oldest first. */
  async listByMessages(mandateId: string, messageIds: readonly string[]): Promise<TransactionRow[]> {
    if (messageIds.length === 0) return [];
    return this.database.query<TransactionRow>(
      `SELECT ${COLUMNS} FROM billing_transaction
       WHERE message_id = ANY ($2) AND mandate_id = $1 ORDER BY billing_transaction.created_at`,
      [mandateId, messageIds],
    );
  }

  /** The bookings of one step of a run, oldest first. */
  async listByRun(mandateId: string, runId: string, reference: string): Promise<TransactionRow[]> {
    return this.database.query<TransactionRow>(
      `SELECT ${COLUMNS} FROM billing_transaction
       WHERE run_id = $2 AND reference = $3 AND mandate_id = $1 ORDER BY billing_transaction.created_at`,
      [mandateId, runId, reference],
    );
  }
}

/** A WHERE clause on bookings whose values are all parameters. */
class Conditions {
  readonly values: unknown[] = [];
  private readonly parts: string[] = [];

  constructor(mandateId: string, filter: TransactionFilter) {
    this.add((p) => `mandate_id = ${p(mandateId)}`);
    const {
      from,
      to,
      type,
      connectorType,
      model,
      feature,
      userId,
      visibleTo,
      automationId,
      runId,
      step,
      accountId,
      q,
    } = filter;
    if (from)
      this.add((p) => `billing_transaction.created_at >= ${p(from)}::date::timestamp AT TIME ZONE 'Europe/Zurich'`);
    if (to)
      this.add((p) => `billing_transaction.created_at < (${p(to)}::date + 1)::timestamp AT TIME ZONE 'Europe/Zurich'`);
    if (type) this.add((p) => `type = ${p(type)}`);
    // Says what a parameter cannot say to the planner: that the index of movements has them all.
    if (type && type !== 'debit') this.add(() => "type <> 'debit'");
    if (connectorType) this.add((p) => `connector_type = ${p(connectorType)}`);
    if (model) this.add((p) => `model = ${p(model)}`);
    if (feature) this.add((p) => `feature = ${p(feature)}`);
    if (userId) this.add((p) => `user_id = ${p(userId)}`);
    if (visibleTo) {
      this.add((p) => {
        const person = p(visibleTo);
        return `(user_id = ${person} OR account_id IN
          (SELECT id FROM billing_account WHERE mandate_id = $1 AND user_id = ${person}))`;
      });
    }
    if (automationId) this.add((p) => `automation_id = ${p(automationId)}`);
    if (runId) this.add((p) => `run_id = ${p(runId)}`);
    if (step) {
      // Within loops and conditions the path ends with the id.
      this.add((p) => `run_id IS NOT NULL AND (reference = ${p(step)} OR reference LIKE ${p(`%.${literal(step)}`)})`);
    }
    if (accountId) this.add((p) => `account_id = ${p(accountId)}`);
    if (q) {
      const pattern = this.parameter(`%${literal(q)}%`);
      const columns = ['model', 'connector_type', 'reason', 'reference', 'id::text', 'provider_request_id'];
      this.add(() => `(${columns.map((column) => `${column} ILIKE ${pattern}`).join(' OR ')})`);
    }
  }

  get sql(): string {
    return this.parts.join(' AND ');
  }

  add(condition: (parameter: (value: unknown) => string) => string): void {
    this.parts.push(condition((value) => this.parameter(value)));
  }

  parameter(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/** A text as a pattern that means itself. */
function literal(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
