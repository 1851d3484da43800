import { Injectable } from '@nestjs/common';
import { parseChf, toChf } from '@nyla/money';
import { recomputeReceipt } from '../../aicore/aicore.facade.js';
import { type Difference, type ReceiptRow, VerifyRepository } from './verify.repository.js';

const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const PAGE = 2_000;

/** What was looked at, and what did not agree. */
export interface Verification {
  readonly accounts: number;
  readonly bookings: number;
  readonly openHolds: number;
  readonly receipts: number;
  readonly differences: readonly Difference[];
}

/** Recomputes the ledger from its own records: sums, numbers, hashes, holds, budgets, statistics and every receipt. */
@Injectable()
export class VerifyService {
  constructor(private readonly repository: VerifyRepository) {}

  verify(): Promise<Verification> {
    return this.repository.snapshot(async () => {
      const { accounts, bookings, holds } = await this.repository.counts();
      const differences = await this.repository.differences();
      const receipts = await this.verifyReceipts(differences);
      return { accounts, bookings, openHolds: holds, receipts, differences };
    });
  }

  private async verifyReceipts(differences: Difference[]): Promise<number> {
    let checked = 0;
    let after = FIRST_ID;
    for (;;) {
      const rows = await this.repository.debitsAfter(after, PAGE);
      for (const row of rows) {
        const difference = receiptDifference(row);
        if (difference) differences.push(difference);
      }
      checked += rows.length;
      const last = rows.at(-1);
      if (!last || rows.length < PAGE) return checked;
      after = last.id;
    }
  }
}

/** A debit and its shortfall together are what the receipt comes to. */
function receiptDifference(row: ReceiptRow): Difference | undefined {
  const found = toChf(-parseChf(row.amount) + parseChf(row.shortfall));
  const about = { rule: 'receipts recompute to their amounts', accountId: row.account_id, subject: row.id, found };
  if (!row.receipt) return { ...about, expected: 'a receipt' };
  try {
    const expected = toChf(recomputeReceipt(row.receipt));
    return expected === found ? undefined : { ...about, expected };
  } catch (error) {
    return { ...about, expected: error instanceof Error ? error.message : 'a readable receipt' };
  }
}
