import { Injectable } from '@nestjs/common';
import { formatDecimal, parseChf, toChf } from '@nyla/money';
import {
  AicoreFacade,
  type DatedFxRate,
  type PriceVersion,
  type Receipt,
  receiptFaults,
  recomputeReceipt,
} from '../../aicore/aicore.facade.js';
import { type Difference, type ReceiptRow, VerifyRepository } from './verify.repository.js';

const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const PAGE = 2_000;
/** A price starts by the clock of a gateway, a booking is dated by the database's. */
const CLOCK_SKEW_MS = 60_000;
const EVERY_MODEL = '*';
/** How much of the way the rules are; receipts are the rest. */
const RULES_PERCENT = 40;

type OnProgress = (percent: number) => void;
type KnownVersion = PriceVersion & { readonly isWithdrawn: boolean };
type Versions = ReadonlyMap<string, KnownVersion>;

const RULES = {
  amounts: 'receipts recompute to their amounts',
  model: 'receipts name a price of their model',
  time: 'prices were in force when they were charged',
  prices: 'receipts hold the prices of their version',
  usage: 'receipts hold the usage of their booking',
  rate: 'receipts hold an exchange rate of their day',
} as const;

/** What was looked at, and what did not agree. */
export interface Verification {
  readonly accounts: number;
  readonly bookings: number;
  readonly openHolds: number;
  readonly receipts: number;
  readonly differences: readonly Difference[];
}

/**
 * Recomputes the ledger from its own records: sums, numbers, hashes, holds, budgets, statistics, and every receipt from its
 * own figures, its price version and the usage beside it.
 */
@Injectable()
export class VerifyService {
  constructor(
    private readonly repository: VerifyRepository,
    private readonly aicore: AicoreFacade,
  ) {}

  /** @param onProgress told the per cent that are done; what it throws ends the verification */
  verify(onProgress: OnProgress = () => undefined): Promise<Verification> {
    return this.repository.snapshot(async () => {
      const { accounts, bookings, holds } = await this.repository.counts();
      const differences = await this.repository.differences((share) => onProgress(Math.floor(share * RULES_PERCENT)));
      const receipts = await this.verifyReceipts(differences, (checked) =>
        onProgress(RULES_PERCENT + Math.floor((Math.min(checked, bookings) / bookings) * (99 - RULES_PERCENT))),
      );
      return { accounts, bookings, openHolds: holds, receipts, differences };
    });
  }

  private async verifyReceipts(differences: Difference[], onChecked: (receipts: number) => void): Promise<number> {
    let checked = 0;
    let after = FIRST_ID;
    const rates = ratesByReceipt(await this.aicore.listFxRates());
    for (;;) {
      const rows = await this.repository.debitsAfter(after, PAGE);
      const versions = await this.versionsOf(rows);
      for (const row of rows) differences.push(...receiptDifferences(row, versions), ...rateDifferences(row, rates));
      checked += rows.length;
      if (rows.length > 0) onChecked(checked);
      const last = rows.at(-1);
      if (!last || rows.length < PAGE) return checked;
      after = last.id;
    }
  }

  private async versionsOf(rows: readonly ReceiptRow[]): Promise<Versions> {
    const ids = new Set(rows.flatMap(({ receipt }) => receipt?.priceVersionId ?? []));
    if (ids.size === 0) return new Map();
    const versions = await this.aicore.findPriceVersions([...ids]);
    const withdrawn = await this.aicore.withdrawnPrices([...ids]);
    return new Map(versions.map((version) => [version.id, { ...version, isWithdrawn: withdrawn.has(version.id) }]));
  }
}

function receiptDifferences(row: ReceiptRow, versions: Versions): Difference[] {
  const { receipt } = row;
  // A debit and its shortfall together are what the receipt comes to.
  const charged = toChf(-parseChf(row.amount) + parseChf(row.shortfall));
  if (!receipt) return [difference(row, 'amounts', 'a receipt', charged)];
  try {
    const recomputed = toChf(recomputeReceipt(receipt));
    const wrongAmount = recomputed === charged ? [] : [difference(row, 'amounts', recomputed, charged)];
    return [...wrongAmount, ...versionDifferences(row, receipt, versions.get(receipt.priceVersionId))];
  } catch (error) {
    const expected = error instanceof Error ? error.message : 'a readable receipt';
    return [difference(row, 'amounts', expected, charged)];
  }
}

/** What the receipt does not have from its price version, or from the usage that was booked with it. */
function versionDifferences(row: ReceiptRow, receipt: Receipt, version: KnownVersion | undefined): Difference[] {
  const booked = `${row.connector_type}/${row.model}`;
  if (!version) return [difference(row, 'model', `a price of ${booked}`, `none with the id ${receipt.priceVersionId}`)];
  const differences: Difference[] = [];
  if (version.connectorType !== row.connector_type || ![row.model, EVERY_MODEL].includes(version.model)) {
    differences.push(difference(row, 'model', booked, `${version.connectorType}/${version.model}`));
  }
  if (version.validFrom.getTime() > row.created_at.getTime() + CLOCK_SKEW_MS) {
    const [from, at] = [version.validFrom.toISOString(), row.created_at.toISOString()];
    differences.push(difference(row, 'time', `a price from before ${at}`, `a price from ${from}`));
  }
  if (version.isWithdrawn) {
    differences.push(difference(row, 'time', 'a price that was in force', 'one that was withdrawn before it began'));
  }
  for (const { against, expected, found } of receiptFaults(receipt, row.usage ?? {}, version)) {
    differences.push(difference(row, against, expected, found));
  }
  return differences;
}

/** The rate that a receipt names must be on record, from before the booking. */
function rateDifferences(row: ReceiptRow, rates: ReadonlyMap<string, DatedFxRate>): Difference[] {
  if (!row.receipt) return [];
  const { fxRate, fxDate, fxSource } = row.receipt;
  const rate = rates.get(`${fxRate} ${fxDate} ${fxSource}`);
  const latest = row.created_at.getTime() + CLOCK_SKEW_MS;
  if (rate && rate.validFrom.getTime() <= latest) return [];
  return [difference(row, 'rate', `a rate of ${fxDate} on record`, `${fxRate} from ${fxSource}`)];
}

/** By what a receipt says of them; of rates that were recorded twice in a day, the first, which holds for both. */
function ratesByReceipt(rates: readonly DatedFxRate[]): Map<string, DatedFxRate> {
  const byReceipt = new Map<string, DatedFxRate>();
  for (const rate of rates) {
    const known = byReceipt.get(rateKey(rate));
    if (!known || rate.validFrom < known.validFrom) byReceipt.set(rateKey(rate), rate);
  }
  return byReceipt;
}

/** As receipts have it. */
function rateKey({ rate, date, source }: DatedFxRate): string {
  return `${formatDecimal(rate)} ${date} ${source}`;
}

function difference(row: ReceiptRow, rule: keyof typeof RULES, expected: string, found: string): Difference {
  return { rule: RULES[rule], accountId: row.account_id, subject: row.id, expected, found };
}
