import type { ReceiptDto, ReceiptLineDto } from '@nyla/contracts';
import {
  add,
  compare,
  type Decimal,
  decimalOf,
  formatDecimal,
  formatFixed,
  multiply,
  ONE,
  parseChf,
  parseDecimal,
  roundDecimal,
  roundToNano,
  shiftRight,
  subtract,
  ZERO,
} from '@/lib/money';

export const MINUS = '−';

/** `1 + markup`, as the factor that a person multiplies with, e.g. `1.5` for 50 per cent. */
export function markupFactor(markupPercent: string): string {
  return formatDecimal(add(ONE, shiftRight(parseDecimal(markupPercent), 2)));
}

/** A figure in the column that leads from USD to the amount. */
export interface ReceiptStep {
  readonly name: 'converted' | 'markup' | 'exact' | 'rounding' | 'amount';
  /** CHF, every step with the same number of decimals, so that the column can be added up by eye. */
  readonly chf: string;
}

/** The way from the sum in USD to the amount: `converted + markup = exact`, `exact + rounding = amount`. */
export function receiptSteps(receipt: ReceiptDto): readonly ReceiptStep[] {
  const factors = [receipt.usdTotal, receipt.multiplier, receipt.fxRate].map(parseDecimal);
  const converted = factors.reduce(multiply);
  const markup = multiply(converted, shiftRight(parseDecimal(receipt.markupPercent), 2));
  const exact = add(converted, markup);
  const amount = parseDecimal(receipt.amount);
  const column = alignDecimals([converted, markup, exact, subtract(amount, exact), amount]);
  return (['converted', 'markup', 'exact', 'rounding', 'amount'] as const).map((name, index) => ({
    name,
    chf: column[index] ?? '',
  }));
}

/** Decimals written with the same number of digits after the point, no more than the longest of them needs. */
export function alignDecimals(values: readonly Decimal[]): readonly string[] {
  const scale = Math.max(0, ...values.map((value) => formatDecimal(value).split('.')[1]?.length ?? 0));
  return values.map((value) => formatFixed(roundDecimal(value, scale, 'half-even')).replace('-', MINUS));
}

/** Whether a multiplier, e.g. for batch or priority, changes the price of a line, or of a whole older receipt. */
export function hasMultiplier({ multiplier }: { readonly multiplier: string }): boolean {
  return compare(parseDecimal(multiplier), ONE) !== 0;
}

/** Computes a receipt anew from quantities and prices, and says whether every step gives what the receipt says. */
export function receiptAddsUp(receipt: ReceiptDto): boolean {
  const named = receipt.multipliers.map(({ factor }) => parseDecimal(factor)).reduce(multiply, ONE);
  const lines = receipt.lines.map((line) => lineAmount(line, named));
  if (!lines.every((line, index) => line !== null && equals(line, receipt.lines[index]?.usdAmount))) return false;

  const usd = lines.reduce<Decimal>((sum, line) => (line === null ? sum : add(sum, line)), ZERO);
  const factors = [receipt.multiplier, receipt.fxRate, markupFactor(receipt.markupPercent)].map(parseDecimal);
  const chf = factors.reduce(multiply, usd);
  return (
    equals(usd, receipt.usdTotal) &&
    equals(chf, receipt.exactChf) &&
    roundToNano(chf, 'half-even') === magnitude(parseChf(receipt.amount))
  );
}

/** `quantity × price × multiplier`; null where that cannot be computed from what the receipt names. */
function lineAmount(line: ReceiptLineDto, named: Decimal): Decimal | null {
  const zeros = line.perUnits.toString().length - 1;
  // Prices are per 1 or per 1'000'000 units; any other basis could not be divided exactly.
  if (line.perUnits !== 10 ** zeros) return null;
  // A multiplier is what its names make of it, or does not apply to the line.
  if (hasMultiplier(line) && !equals(named, line.multiplier)) return null;
  const factors = [line.usd, line.multiplier].map(parseDecimal);
  return shiftRight(factors.reduce(multiply, decimalOf(line.quantity)), zeros);
}

function equals(value: Decimal, text: string | undefined): boolean {
  return text !== undefined && compare(value, parseDecimal(text)) === 0;
}

function magnitude(nano: bigint): bigint {
  return nano < 0n ? -nano : nano;
}
