import { parseChf, toChf } from '@nyla/money';
import { LedgerRepository } from '../../src/billing/ledger/ledger.repository.js';
import type { Reservation, ReserveResult, Settlement, SettleResult } from '../../src/billing/ledger/ledger.types.js';
import type { BillingDatabase } from '../../src/database/billing-database.js';

interface EarlierAnswer {
  readonly settled: readonly EarlierSettled[];
  readonly reserved: readonly ReserveResult[];
}

type EarlierSettled =
  | { readonly status: 'unknown_hold' }
  | (Readonly<Record<'amount' | 'balanceAfter' | 'shortfall', string>> & {
      readonly status: 'booked';
      readonly repeated: boolean;
      readonly seq: number;
    });

/** The ledger as it was asked before batches were arrays: for tests of what earlier versions left, and of going back. */
export class EarlierLedgerRepository extends LedgerRepository {
  constructor(private readonly earlier: BillingDatabase) {
    super(earlier);
  }

  override async apply(
    settlements: readonly Settlement[],
    reservations: readonly Reservation[],
    gatewayId: string,
  ): Promise<{ settled: SettleResult[]; reserved: ReserveResult[] }> {
    const [row] = await this.earlier.query<{ answer: EarlierAnswer }>(
      'SELECT ledger_apply($1::jsonb, $2::jsonb) AS answer',
      [
        JSON.stringify(settlements.map((settlement, n) => ({ ...settlement, n, cost: toChf(settlement.cost) }))),
        JSON.stringify(reservations.map((one, n) => ({ ...one, n, amount: toChf(one.amount), gatewayId }))),
      ],
    );
    const { settled = [], reserved = [] } = row?.answer ?? {};
    return {
      settled: settled.map(settleResult),
      reserved: reserved.map(({ status }) => ({ status }) as ReserveResult),
    };
  }
}

function settleResult(answer: EarlierSettled): SettleResult {
  if (answer.status === 'unknown_hold') return { status: answer.status };
  const { status, repeated, seq, amount, balanceAfter, shortfall } = answer;
  return {
    status,
    repeated,
    seq,
    amount: parseChf(amount),
    balanceAfter: parseChf(balanceAfter),
    shortfall: parseChf(shortfall),
  };
}
