import { Injectable } from '@nestjs/common';
import { parseChf, toChf } from '@nyla/money';
import { BillingDatabase } from '../../database/billing-database.js';
import type {
  ExceededBudget,
  ExpiredHold,
  Posting,
  Reservation,
  ReserveResult,
  Settlement,
  SettleResult,
} from './ledger.types.js';

interface ApplyAnswer {
  readonly settled: readonly SettleRow[];
  readonly reserved: readonly ReserveRow[];
}

type SettleRow =
  | {
      readonly n: number;
      readonly status: 'booked';
      readonly repeated: boolean;
      readonly seq: number;
      readonly amount: string;
      readonly balanceAfter: string;
      readonly shortfall: string;
    }
  | { readonly n: number; readonly status: 'unknown_hold' };

type ReserveRow = { readonly n: number } & (
  | Exclude<ReserveResult, { status: 'insufficient' | 'budget_exceeded' }>
  | { readonly status: 'insufficient'; readonly available: string }
  | WithText<ExceededBudget, 'limit' | 'used' | 'held'>
);

/** Amounts as the database writes them: decimal strings in CHF. */
type WithText<T, Amount extends keyof T> = Omit<T, Amount> & { readonly [K in Amount]: string };

interface ExpiredRow {
  readonly id: string;
  readonly account_id: string;
  readonly amount: string;
  readonly gateway_id: string;
}

/** The ledger's SQL functions. Each call is one round trip and one transaction. */
@Injectable()
export class LedgerRepository {
  constructor(private readonly database: BillingDatabase) {}

  /** Settles, then reserves; answers in the order of the arguments. No id may stand in both or twice. */
  async apply(
    settlements: readonly Settlement[],
    reservations: readonly Reservation[],
    gatewayId: string,
  ): Promise<{ settled: SettleResult[]; reserved: ReserveResult[] }> {
    const [row] = await this.database.prepared<{ answer: ApplyAnswer }>(
      'ledger_apply',
      'SELECT ledger_apply($1::jsonb, $2::jsonb) AS answer',
      [JSON.stringify(settlements.map(settlementRow)), JSON.stringify(reservations.map(reservationRow(gatewayId)))],
    );
    const answer = row?.answer ?? { settled: [], reserved: [] };
    return {
      settled: inOrder(answer.settled).map(settleResult),
      reserved: inOrder(answer.reserved).map(reserveResult),
    };
  }

  /** Ends holds without a booking; answers the ids that were open. */
  async release(ids: readonly string[]): Promise<string[]> {
    const rows = await this.database.prepared<{ id: string }>(
      'ledger_release',
      'SELECT ledger_release($1::uuid[]) AS id',
      [ids],
    );
    return rows.map((row) => row.id);
  }

  /** Gives open holds a new end, `ttlSeconds` from now; answers the ids that were still open. */
  async renew(ids: readonly string[], ttlSeconds: number): Promise<string[]> {
    const rows = await this.database.prepared<{ id: string }>(
      'ledger_renew',
      `UPDATE billing_hold SET expires_at = clock_timestamp() + make_interval(secs => $2)
       WHERE id = ANY ($1::uuid[]) AND status = 'open' RETURNING id`,
      [ids, ttlSeconds],
    );
    return rows.map((row) => row.id);
  }

  async expire(limit: number): Promise<ExpiredHold[]> {
    const rows = await this.database.prepared<ExpiredRow>('ledger_expire', 'SELECT * FROM ledger_expire($1)', [limit]);
    return rows.map((row) => ({
      id: row.id,
      accountId: row.account_id,
      amount: parseChf(row.amount),
      gatewayId: row.gateway_id,
    }));
  }

  /** Removes tombstones of holds that expired more than `days` ago; one that is being settled stays for another time. */
  async forgetExpired(days: number): Promise<void> {
    await this.database.query(
      `DELETE FROM billing_hold WHERE id = ANY (ARRAY(
         SELECT id FROM billing_hold WHERE status = 'expired' AND expires_at < now() - make_interval(days => $1)
         FOR UPDATE SKIP LOCKED))`,
      [days],
    );
  }

  /** Sets the ledger's clock for the rest of the transaction. Only for importing the past. */
  async setClock(moment: Date): Promise<void> {
    await this.database.query(`SELECT set_config('nyla.moment', $1, true)`, [moment.toISOString()]);
  }

  /** Books all postings or none, inside the caller's transaction if there is one. */
  async post(postings: readonly Posting[]): Promise<void> {
    const entries = postings.map((posting) => ({ ...posting, amount: toChf(posting.amount) }));
    await this.database.query('SELECT 1 FROM ledger_post($1::jsonb)', [JSON.stringify(entries)]);
  }
}

function settlementRow(settlement: Settlement, n: number): object {
  return { ...settlement, n, cost: toChf(settlement.cost) };
}

function reservationRow(gatewayId: string): (reservation: Reservation, n: number) => object {
  return (reservation, n) => ({ ...reservation, n, amount: toChf(reservation.amount), gatewayId });
}

function inOrder<T extends { readonly n: number }>(rows: readonly T[]): T[] {
  return [...rows].sort((a, b) => a.n - b.n);
}

function settleResult(row: SettleRow): SettleResult {
  if (row.status !== 'booked') return { status: row.status };
  return {
    status: 'booked',
    repeated: row.repeated,
    seq: row.seq,
    amount: parseChf(row.amount),
    balanceAfter: parseChf(row.balanceAfter),
    shortfall: parseChf(row.shortfall),
  };
}

function reserveResult(row: ReserveRow): ReserveResult {
  switch (row.status) {
    case 'insufficient':
      return { status: row.status, available: parseChf(row.available) };
    case 'budget_exceeded': {
      const { n: _n, limit, used, held, ...rest } = row;
      return { ...rest, limit: parseChf(limit), used: parseChf(used), held: parseChf(held) };
    }
    default:
      return { status: row.status };
  }
}
