import type { ReceiptDto, TransactionDetailDto, TransactionDto, UsageDto } from '@nyla/contracts';
import { parseChf, toChf } from '@nyla/money';
import type { ListedRow, TransactionRow } from './transactions.repository.js';

/** Names by id, of the people and of the automations in some bookings. */
export interface NamesInBookings {
  readonly users: ReadonlyMap<string, string>;
  readonly automations: ReadonlyMap<string, string>;
}

export const NO_NAMES: NamesInBookings = { users: new Map(), automations: new Map() };

/** The wire form of a booking. */
export function transactionDto(row: ListedRow, names: NamesInBookings): TransactionDto {
  return {
    id: row.id,
    accountId: row.account_id,
    seq: Number(row.seq),
    type: row.type,
    amount: toChf(parseChf(row.amount)),
    balanceAfter: toChf(parseChf(row.balance_after)),
    createdAt: row.created_at,
    userId: row.user_id,
    userName: (row.user_id && names.users.get(row.user_id)) ?? null,
    feature: row.feature,
    connectorType: row.connector_type,
    model: row.model,
    outcome: row.outcome,
    estimated: row.estimated,
    late: row.late,
    usage: row.usage && usageDto(row.usage),
    reason: row.reason,
    reference: row.reference,
    chatId: row.chat_id,
    automationId: row.automation_id,
    automationName: (row.automation_id && names.automations.get(row.automation_id)) ?? null,
    runId: row.run_id,
    reversalOf: row.reversal_of,
  };
}

export function transactionDetailDto(
  row: TransactionRow,
  names: NamesInBookings,
  reversedBy: string | null,
): TransactionDetailDto {
  return {
    ...transactionDto(row, names),
    receipt: row.receipt && receiptDto(row.receipt),
    reversedBy,
    shortfall: toChf(parseChf(row.shortfall)),
    providerRequestId: row.provider_request_id,
    hash: row.hash,
  };
}

/** Bookings from before search credits were counted have no count of them. */
export function usageDto(usage: Omit<UsageDto, 'searchCredits'> & Partial<UsageDto>): UsageDto {
  return { ...usage, searchCredits: usage.searchCredits ?? 0 };
}

/** Receipts from before there were multipliers have none. */
function receiptDto(receipt: ReceiptDto): ReceiptDto {
  const { lines, multipliers } = receipt as Omit<ReceiptDto, 'multipliers'> & Partial<ReceiptDto>;
  return {
    ...receipt,
    lines: lines.map((line) => ({ ...line, multiplier: (line as Partial<typeof line>).multiplier ?? '1' })),
    multipliers: multipliers ?? [],
  };
}
