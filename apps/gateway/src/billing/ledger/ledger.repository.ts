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

/** One element for each operation, in the order of the arguments; amounts are decimal strings in CHF. */
interface ApplyRow {
  readonly settled: readonly (SettleResult['status'] | 'repeated')[];
  readonly seqs: readonly (string | null)[];
  readonly amounts: readonly (string | null)[];
  readonly balances: readonly (string | null)[];
  readonly shortfalls: readonly (string | null)[];
  readonly reserved: readonly ReserveResult['status'][];
  /** What the status alone does not tell; null where it does. */
  readonly refusals: readonly (Refusal | null)[];
}

type Refusal = { readonly available: string } | WithText<ExceededBudget, 'limit' | 'used' | 'held'>;

/** Amounts as the database writes them: decimal strings in CHF. */
type WithText<T, Amount extends keyof T> = Omit<T, Amount> & { readonly [K in Amount]: string };

interface ExpiredRow {
  readonly id: string;
  readonly account_id: string;
  readonly amount: string;
  readonly gateway_id: string;
}

/** A batch for the database: settlements, then reservations. Documents come joined, which spares two times of quoting. */
export const APPLY = `SELECT * FROM ledger_apply($1::uuid[], $2::numeric[], $3::text[], $4::boolean[],
    string_to_array($5, E'\\x1e')::jsonb[], string_to_array($6, E'\\x1e')::json[], $7::text[],
    $8::uuid[], $9::uuid[], $10::numeric[], string_to_array($11, E'\\x1e')::jsonb[], $12::float8[], $13::text[], $14::text)`;

/** What APPLY takes, of amounts as text. */
export function applyValues(
  settlements: readonly WithText<Settlement, 'cost'>[],
  reservations: readonly WithText<Reservation, 'amount'>[],
  gatewayId: string,
): unknown[] {
  // JSON has no control characters in it, so that one of them can separate.
  const joined = (documents: readonly object[]): string => documents.map((it) => JSON.stringify(it)).join('\x1e');
  return [
    settlements.map(({ id }) => id),
    settlements.map(({ cost }) => cost),
    settlements.map(({ outcome }) => outcome),
    settlements.map(({ estimated }) => estimated),
    joined(settlements.map(({ usage }) => usage)),
    joined(settlements.map(({ receipt }) => receipt)),
    settlements.map(({ providerRequestId }) => providerRequestId),
    reservations.map(({ id }) => id),
    reservations.map(({ accountId }) => accountId),
    reservations.map(({ amount }) => amount),
    joined(reservations.map(({ purpose }) => purpose)),
    reservations.map(({ ttlSeconds }) => ttlSeconds),
    reservations.map(({ budgetIds = [] }) => (budgetIds.length > 0 ? `{${budgetIds.join(',')}}` : null)),
    gatewayId,
  ];
}

const RESERVE_ONE = 'SELECT ledger_reserve_one($1, $2, $3, $4, $5, $6) AS granted';
const SETTLE_ONE = 'SELECT * FROM ledger_settle_one($1, $2, $3, $4, $5, $6, $7)';

/** Nulls where it is no ordinary settlement. */
interface SettledRow {
  readonly seq: string | null;
  readonly amount: string;
  readonly balance: string;
}

/** The ledger's SQL functions. Each call is one round trip and one transaction. */
@Injectable()
export class LedgerRepository {
  constructor(private readonly database: BillingDatabase) {}

  /**
   * Settles, then reserves; answers in the order of the arguments. No id may stand in both or twice. One operation alone
   * takes a shorter way, where it is of the ordinary kind.
   */
  async apply(
    settlements: readonly Settlement[],
    reservations: readonly Reservation[],
    gatewayId: string,
  ): Promise<{ settled: SettleResult[]; reserved: ReserveResult[] }> {
    const [settlement] = settlements;
    const [reservation] = reservations;
    if (settlement && settlements.length === 1 && !reservation) {
      const result = await this.settleOne(settlement);
      if (result) return { settled: [result], reserved: [] };
    }
    if (reservation && reservations.length === 1 && !settlement) {
      if (await this.reserveOne(reservation, gatewayId)) return { settled: [], reserved: [{ status: 'granted' }] };
    }
    return this.applyBatch(settlements, reservations, gatewayId);
  }

  private async reserveOne(reservation: Reservation, gatewayId: string): Promise<boolean> {
    if (reservation.budgetIds?.length) return false;
    const { id, accountId, amount, purpose, ttlSeconds } = reservation;
    const [row] = await this.database.prepared<{ granted: boolean }>('ledger_reserve_one', RESERVE_ONE, [
      id,
      accountId,
      toChf(amount),
      JSON.stringify(purpose),
      ttlSeconds,
      gatewayId,
    ]);
    return row?.granted ?? false;
  }

  private async settleOne(settlement: Settlement): Promise<SettleResult | undefined> {
    const { id, cost, outcome, estimated, usage, receipt, providerRequestId } = settlement;
    const [row] = await this.database.prepared<SettledRow>('ledger_settle_one', SETTLE_ONE, [
      id,
      toChf(cost),
      outcome,
      estimated,
      JSON.stringify(usage),
      JSON.stringify(receipt),
      providerRequestId,
    ]);
    if (!row || row.seq === null) return undefined;
    return {
      status: 'booked',
      repeated: false,
      seq: Number(row.seq),
      amount: parseChf(row.amount),
      balanceAfter: parseChf(row.balance),
      shortfall: 0n,
    };
  }

  protected async applyBatch(
    settlements: readonly Settlement[],
    reservations: readonly Reservation[],
    gatewayId: string,
  ): Promise<{ settled: SettleResult[]; reserved: ReserveResult[] }> {
    const values = applyValues(
      settlements.map((settlement) => ({ ...settlement, cost: toChf(settlement.cost) })),
      reservations.map((reservation) => ({ ...reservation, amount: toChf(reservation.amount) })),
      gatewayId,
    );
    const [row] = await this.database.prepared<ApplyRow>('ledger_apply', APPLY, values);
    if (!row) throw new Error('the ledger did not answer');
    return {
      settled: row.settled.map((_, n) => settleResult(row, n)),
      reserved: row.reserved.map((_, n) => reserveResult(row, n)),
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

function settleResult({ settled, seqs, amounts, balances, shortfalls }: ApplyRow, n: number): SettleResult {
  if (settled[n] === 'unknown_hold') return { status: 'unknown_hold' };
  return {
    status: 'booked',
    repeated: settled[n] === 'repeated',
    seq: Number(seqs[n]),
    amount: parseChf(amounts[n] ?? ''),
    balanceAfter: parseChf(balances[n] ?? ''),
    shortfall: parseChf(shortfalls[n] ?? ''),
  };
}

function reserveResult({ reserved, refusals }: ApplyRow, n: number): ReserveResult {
  const status = reserved[n] as ReserveResult['status'];
  const refusal = refusals[n];
  if (refusal && 'available' in refusal) return { status: 'insufficient', available: parseChf(refusal.available) };
  if (refusal && 'limit' in refusal) {
    const { limit, used, held, ...rest } = refusal;
    return { ...rest, limit: parseChf(limit), used: parseChf(used), held: parseChf(held) };
  }
  return { status } as ReserveResult;
}
