import type { TopUpDto } from '@nyla/contracts';
import { parseChf, toChf } from '@nyla/money';
import type { TopUpRow } from './top-ups.repository.js';

/** The wire form of a top-up. */
export function topUpDto(row: TopUpRow, userNames: ReadonlyMap<string, string>): TopUpDto {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    amount: toChf(parseChf(row.amount)),
    bookedAmount: row.booked_amount === null ? null : toChf(parseChf(row.booked_amount)),
    userId: row.user_id,
    userName: userNames.get(row.user_id) ?? null,
    note: row.note,
    reference: row.reference,
    reason: row.reason,
    transactionId: row.transaction_id,
    createdAt: row.created_at,
    decidedAt: row.decided_at,
    reversed: row.reversed,
  };
}
