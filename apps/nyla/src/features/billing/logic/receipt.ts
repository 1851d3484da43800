import type { ReceiptDto } from '@nyla/contracts';
import {
  add,
  compare,
  type Decimal,
  decimalOf,
  formatDecimal,
  multiply,
  ONE,
  parseChf,
  parseDecimal,
  roundToNano,
  shiftRight,
  ZERO,
} from '@nyla/money';

/** `1 + markup`, as the factor that a person multiplies with, e.g. `1.5` for 50 per cent. */
export function markupFactor(markupPercent: string): string {
  return formatDecimal(add(ONE, shiftRight(parseDecimal(markupPercent), 2)));
}

/** Whether a multiplier, e.g. for batch or priority, changes the price. */
export function hasMultiplier(receipt: ReceiptDto): boolean {
  return compare(parseDecimal(receipt.multiplier), ONE) !== 0;
}

/** Computes a receipt anew from quantities and prices, and says whether every step gives what the receipt says. */
export function receiptAddsUp(receipt: ReceiptDto): boolean {
  const lines = receipt.lines.map((line) => {
    const zeros = line.perUnits.toString().length - 1;
    const product = multiply(decimalOf(line.quantity), parseDecimal(line.usd));
    // Prices are per 1 or per 1'000'000 units; any other basis could not be divided exactly.
    return line.perUnits === 10 ** zeros ? shiftRight(product, zeros) : null;
  });
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

function equals(value: Decimal, text: string | undefined): boolean {
  return text !== undefined && compare(value, parseDecimal(text)) === 0;
}

function magnitude(nano: bigint): bigint {
  return nano < 0n ? -nano : nano;
}
