import type { ReceiptLineDto, UsageKind } from '@nyla/contracts';
import { compare, parseDecimal } from '@nyla/money';
import type { BilledUsage, PriceVersion, Receipt, Usage } from './connector.contract.js';
import { calculatePrice, PriceMissingError, swissDay } from './price-calculation.js';
import { usageOf } from './usage.js';

/** What of a receipt does not follow from the records that it was made of. */
export interface ReceiptFault {
  /** `prices`: the price version says something else; `usage`: the booking says something else. */
  readonly against: 'prices' | 'usage';
  readonly expected: string;
  readonly found: string;
}

/** Receipts from before there were multipliers lack them. */
type StoredLine = Omit<ReceiptLineDto, 'multiplier'> & Partial<ReceiptLineDto>;
type StoredReceipt = Omit<Receipt, 'multipliers' | 'lines'> &
  Partial<Pick<Receipt, 'multipliers'>> & { readonly lines: readonly StoredLine[] };

/**
 * Compares a stored receipt with the price version that it names and with the usage that was booked. That its own
 * figures agree with each other is for `recomputeReceipt`.
 */
export function receiptFaults(
  receipt: StoredReceipt,
  usage: Partial<BilledUsage>,
  version: PriceVersion,
): ReceiptFault[] {
  const faults = startFaults(receipt, version);
  // The provider's own bill stands in place of prices and quantities; older receipts have no line for it.
  const [bill] = receipt.lines;
  if (!bill) return faults;
  if (bill.kind === 'provider_cost') return [...faults, ...billFaults(receipt.lines)];
  return [...faults, ...lineFaults(receipt, usage, version)];
}

function startFaults({ priceValidFrom }: StoredReceipt, { validFrom }: PriceVersion): ReceiptFault[] {
  const day = swissDay(validFrom);
  return priceValidFrom === day ? [] : [against('prices', `prices from ${day}`, `prices from ${priceValidFrom}`)];
}

function billFaults(lines: readonly StoredLine[]): ReceiptFault[] {
  const isOneBill = lines.length === 1 && lines[0]?.quantity === 1;
  return isOneBill ? [] : [against('usage', 'one bill of the provider', `${lines.length} lines`)];
}

function lineFaults(receipt: StoredReceipt, usage: Partial<BilledUsage>, version: PriceVersion): ReceiptFault[] {
  const multipliers = receipt.multipliers ?? [];
  const used = asPriced(usageOf({ ...usage, multipliers: multipliers.map(({ name }) => name) }), version);
  const expected = expectedReceipt(used, receipt, version);
  if (typeof expected === 'string') return [against('prices', expected, 'a receipt')];
  const faults = [...quantityFaults(expected.lines, receipt.lines), ...priceFaults(expected.lines, receipt.lines)];
  if (expected.longPrompt !== receipt.longPrompt) {
    faults.push(against('prices', tierName(expected.longPrompt), tierName(receipt.longPrompt)));
  }
  for (const [index, { name, factor }] of expected.multipliers.entries()) {
    const found = multipliers[index]?.factor ?? 'none';
    if (!isSame(factor, found)) faults.push(against('prices', `${name} × ${factor}`, `${name} × ${found}`));
  }
  return faults;
}

/** The receipt as it is made today of the same records; or what it cannot be made of. */
function expectedReceipt(
  usage: Usage,
  { fxRate, fxDate, markupPercent }: StoredReceipt,
  price: PriceVersion,
): Receipt | string {
  try {
    const fx = { rate: parseDecimal(fxRate), date: fxDate, source: '' };
    return calculatePrice(usage, { price, fx, markupPercent: parseDecimal(markupPercent) }).receipt;
  } catch (error) {
    if (error instanceof PriceMissingError) return `a price for ${error.kind}`;
    throw error;
  }
}

/** Where a model does not sell cache writes, its connector has charged them as the input that they are. */
function asPriced(usage: Usage, { base }: PriceVersion): Usage {
  if (!base || base.cacheWrite) return usage;
  const { input, cacheWrite, cacheWriteLong } = usage;
  return { ...usage, input: input + cacheWrite + cacheWriteLong, cacheWrite: 0, cacheWriteLong: 0 };
}

function quantityFaults(expected: readonly StoredLine[], found: readonly StoredLine[]): ReceiptFault[] {
  const kinds = new Set<UsageKind>([...expected, ...found].map(({ kind }) => kind));
  return [...kinds].flatMap((kind) => {
    const [booked, charged] = [quantityOf(expected, kind), quantityOf(found, kind)];
    return booked === charged ? [] : [against('usage', `${kind}: ${booked}`, `${kind}: ${charged}`)];
  });
}

function quantityOf(lines: readonly StoredLine[], kind: UsageKind): number {
  return lines.reduce((sum, line) => sum + (line.kind === kind ? line.quantity : 0), 0);
}

function priceFaults(expected: readonly StoredLine[], found: readonly StoredLine[]): ReceiptFault[] {
  return found.flatMap((line) => {
    const priced = expected.find(({ kind }) => kind === line.kind);
    if (!priced || isSamePrice(priced, line)) return [];
    return [against('prices', describe(priced), describe(line))];
  });
}

function isSamePrice(a: StoredLine, b: StoredLine): boolean {
  return isSame(a.usd, b.usd) && a.perUnits === b.perUnits && isSame(factorOf(a), factorOf(b));
}

function factorOf({ multiplier = '1' }: StoredLine): string {
  return multiplier;
}

function isSame(a: string, b: string): boolean {
  try {
    return compare(parseDecimal(a), parseDecimal(b)) === 0;
  } catch {
    return false;
  }
}

function describe(line: StoredLine): string {
  return `${line.kind}: USD ${line.usd} per ${line.perUnits} × ${factorOf(line)}`;
}

function tierName(longPrompt: boolean): string {
  return longPrompt ? 'the price for long prompts' : 'the base price';
}

function against(what: ReceiptFault['against'], expected: string, found: string): ReceiptFault {
  return { against: what, expected, found };
}
