import type { ConnectorType, ModelPriceDto, ReceiptLineDto, UsageKind } from '@nyla/contracts';
import {
  add,
  compare,
  type Decimal,
  decimalOf,
  formatDecimal,
  MoneyFormatError,
  multiply,
  type Nano,
  ONE,
  parseDecimal,
  roundToNano,
  shiftRight,
  toChf,
  ZERO,
} from '@nyla/money';
import type { Price, PriceTier, PriceVersion, Pricing, Receipt, Usage } from './connector.contract.js';
import { totalInput, usageOf } from './usage.js';

const TOKENS_PER_PRICE = 1_000_000;
const TOKENS_DIGITS = 6;
const TYPICAL_ANSWER = usageOf({ input: 1_000, output: 500 });

/** A kind of usage that the price list does not sell for the model: nothing is ever given away for want of a price. */
export class PriceMissingError extends Error {
  override readonly name = 'PriceMissingError';

  constructor(
    readonly connectorType: ConnectorType,
    readonly model: string,
    readonly kind: UsageKind,
  ) {
    super(`${connectorType}/${model} has no price for ${kind}`);
  }
}

/** A stored receipt whose own figures contradict each other. */
export class ReceiptMismatchError extends Error {
  override readonly name = 'ReceiptMismatchError';
}

/**
 * The exact price of a usage: `Σ (quantity × USD ÷ 1'000'000) × multipliers × FX × (1 + markup)`, rounded once,
 * half-even, to a nano-franc. A cost reported by the provider takes the place of the sum.
 * @throws PriceMissingError when something was used that has no price.
 * @throws MoneyFormatError when a quantity is not a whole number, or anything is negative.
 */
export function calculatePrice(usage: Usage, pricing: Pricing): Price {
  const { price, fx, markupPercent } = pricing;
  const reported = usage.providerCostUsd;
  const longPrompt = reported === null && isLongPrompt(usage, price);
  const lines = reported === null ? receiptLines(usage, price, longPrompt) : [];
  const usdTotal = reported === null ? sumOfLines(lines) : notNegative(reported, 'the cost reported by the provider');
  const exactChf = convertToChf(usdTotal, ONE, fx.rate, markupPercent);
  const amount = roundToNano(exactChf, 'half-even');
  const receipt: Receipt = {
    lines,
    usdTotal: formatDecimal(usdTotal),
    multiplier: formatDecimal(ONE),
    fxRate: formatDecimal(fx.rate),
    fxDate: fx.date,
    fxSource: fx.source,
    markupPercent: formatDecimal(markupPercent),
    exactChf: formatDecimal(exactChf),
    amount: toChf(amount),
    rounding: 'half-even',
    priceVersionId: price.id,
    priceValidFrom: swissDay(price.validFrom),
    longPrompt,
  };
  return { amount, receipt };
}

/**
 * Recomputes the amount of a stored receipt from nothing but the receipt: quantities, prices, rate and markup.
 * The caller compares it with the amount that was booked.
 * @throws ReceiptMismatchError when a line or the sum of the lines is not what the figures beside it give.
 */
export function recomputeReceipt(receipt: Receipt): Nano {
  for (const line of receipt.lines) {
    const usdAmount = multiplyOut(line.quantity, parseDecimal(line.usd), line.perUnits);
    if (compare(usdAmount, parseDecimal(line.usdAmount)) !== 0) {
      throw new ReceiptMismatchError(`the line ${line.kind} does not multiply out`);
    }
  }
  const usdTotal = parseDecimal(receipt.usdTotal);
  // Without lines the total is the provider's own bill, which nothing else on the receipt explains.
  if (receipt.lines.length > 0 && compare(sumOfLines(receipt.lines), usdTotal) !== 0) {
    throw new ReceiptMismatchError('the lines do not add up to the total');
  }
  const exactChf = convertToChf(
    usdTotal,
    parseDecimal(receipt.multiplier),
    parseDecimal(receipt.fxRate),
    parseDecimal(receipt.markupPercent),
  );
  return roundToNano(exactChf, receipt.rounding);
}

/** The price of a model as customers see it: CHF per 1'000'000 tokens with markup, rounded half-even to nine decimals. */
export function describePrice(pricing: Pricing): ModelPriceDto {
  const { price } = pricing;
  const perMillion = (usd: Decimal): string => chfPerMillion(usd, pricing);
  const optional = (usd: Decimal | null | undefined): string | null => (usd ? perMillion(usd) : null);
  return {
    inputPerMillion: perMillion(price.base.input),
    outputPerMillion: perMillion(price.base.output),
    cacheReadPerMillion: optional(price.base.cacheRead),
    cacheWritePerMillion: optional(price.base.cacheWrite),
    longPromptAbove: price.longPrompt?.aboveInputTokens ?? null,
    longPromptInputPerMillion: optional(price.longPrompt?.input),
    longPromptOutputPerMillion: optional(price.longPrompt?.output),
    typicalAnswer: toChf(calculatePrice(TYPICAL_ANSWER, pricing).amount),
    priceVersionId: price.id,
    validFrom: swissDay(price.validFrom),
    confirmed: price.confirmed,
  };
}

/** CHF for 1'000'000 tokens at a price in USD, with today's rate and markup, in wire form. */
export function chfPerMillion(usdPerMillion: Decimal, { fx, markupPercent }: Pricing): string {
  return toChf(roundToNano(convertToChf(usdPerMillion, ONE, fx.rate, markupPercent), 'half-even'));
}

function isLongPrompt(usage: Usage, price: PriceVersion): boolean {
  return price.longPrompt !== null && totalInput(usage) > price.longPrompt.aboveInputTokens;
}

/** One line for each kind that was used; together they are the whole sum, digit for digit. */
function receiptLines(usage: Usage, price: PriceVersion, longPrompt: boolean): ReceiptLineDto[] {
  const tier: PriceTier = longPrompt && price.longPrompt ? price.longPrompt : price.base;
  const kinds: readonly [UsageKind, number, Decimal | null, number][] = [
    ['input', usage.input, tier.input, TOKENS_PER_PRICE],
    ['cache_read', usage.cacheRead, tier.cacheRead, TOKENS_PER_PRICE],
    ['cache_write', usage.cacheWrite, tier.cacheWrite, TOKENS_PER_PRICE],
    ['cache_write_long', usage.cacheWriteLong, tier.cacheWriteLong, TOKENS_PER_PRICE],
    ['output', usage.output, tier.output, TOKENS_PER_PRICE],
    ['search_request', usage.searchRequests, price.searchRequestUsd, 1],
  ];
  const lines: ReceiptLineDto[] = [];
  for (const [kind, quantity, usd, perUnits] of kinds) {
    if (quantity === 0) continue;
    if (usd === null) throw new PriceMissingError(price.connectorType, price.model, kind);
    notNegative(usd, `the price of ${kind}`);
    const usdAmount = formatDecimal(multiplyOut(quantity, usd, perUnits));
    lines.push({
      kind,
      quantity,
      usd: formatDecimal(usd),
      perUnits,
      usdAmount,
    });
  }
  return lines;
}

function multiplyOut(quantity: number, usd: Decimal, perUnits: number): Decimal {
  if (perUnits !== 1 && perUnits !== TOKENS_PER_PRICE) {
    throw new ReceiptMismatchError(`a price is per 1 or per ${TOKENS_PER_PRICE} units, not per ${perUnits}`);
  }
  const product = multiply(notNegative(decimalOf(quantity), 'a quantity'), usd);
  return perUnits === 1 ? product : shiftRight(product, TOKENS_DIGITS);
}

function sumOfLines(lines: readonly ReceiptLineDto[]): Decimal {
  return lines.reduce((sum, line) => add(sum, parseDecimal(line.usdAmount)), ZERO);
}

/** Exact: every factor is a short decimal, so no digit is dropped before the one rounding. */
function convertToChf(usd: Decimal, multiplier: Decimal, fxRate: Decimal, markupPercent: Decimal): Decimal {
  const factor = add(ONE, shiftRight(notNegative(markupPercent, 'the markup'), 2));
  return multiply(multiply(multiply(usd, multiplier), notNegative(fxRate, 'the exchange rate')), factor);
}

// A negative price, rate or markup would pay money out with every call.
function notNegative(value: Decimal, what: string): Decimal {
  if (value.coefficient < 0n) throw new MoneyFormatError(`${what} must not be negative`);
  return value;
}

const SWISS_DAY = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Zurich', dateStyle: 'short' });

/** `YYYY-MM-DD` in Switzerland. */
function swissDay(time: Date): string {
  return SWISS_DAY.format(time);
}
