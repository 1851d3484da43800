import type { ModelClass, ModelStatus } from '@nyla/contracts';
import { type Decimal, parseDecimal } from '@nyla/money';
import type { ModelFacts, PriceTier, PriceVersion } from '../connector.contract.js';

/** A row of the list that a new installation starts with. */
export type ShippedPrice = Omit<PriceVersion, 'id'>;

/** USD for 1'000'000 tokens, in the order of the providers' tables; null or absent: the provider does not sell it. */
export type UsdTier = readonly [
  input: string,
  output: string,
  cacheRead?: string | null,
  cacheWrite?: string | null,
  cacheWriteLong?: string | null,
];

/** One line of a provider's table of models; what ends is in a table of its own. */
export type ModelLine = readonly [
  model: string,
  displayName: string,
  status: ModelStatus,
  modelClass: ModelClass | null,
  released: string | null,
  contextWindow: number,
  maxOutputTokens: number,
];

/** One line of a provider's table of endings: the day on which it refuses the model, and what it recommends instead. */
export type EndingLine = readonly [model: string, shutdownDate: string | null, replacement: string | null];

/** Start of the rows for which the sources name no day: as far back as anything can have been booked. */
export const BEGINNING = '2025-01-01';

const COLLECTED = 'collected 2026-11-22';
/** Limit of an answer where the caller names none; reasoning counts as output, so such a model gets more. */
const DEFAULT_OUTPUT_TOKENS = { reasoning: 4_096, plain: 2_048 };

/** A row whose sources are named in words; what is not given costs nothing extra and is not sold. */
export function shippedPrice(
  fields: Pick<ShippedPrice, 'connectorType' | 'model' | 'source'> & Partial<ShippedPrice>,
): ShippedPrice {
  return {
    validFrom: startOf(BEGINNING),
    base: null,
    longPrompt: null,
    searchRequestUsd: null,
    searchCreditUsd: null,
    metered: null,
    multipliers: {},
    facts: null,
    confirmed: false,
    ...fields,
  };
}

/** A third-party figure names the day on which it was read. */
export function collectedFrom(sources: string): string {
  return `${sources}; ${COLLECTED}`;
}

export function tier([input, output, cacheRead, cacheWrite, cacheWriteLong]: UsdTier): PriceTier {
  return {
    input: parseDecimal(input),
    output: parseDecimal(output),
    cacheRead: optional(cacheRead),
    cacheWrite: optional(cacheWrite),
    cacheWriteLong: optional(cacheWriteLong),
  };
}

export function longTier(aboveInputTokens: number, prices: UsdTier): ShippedPrice['longPrompt'] {
  return { ...tier(prices), aboveInputTokens };
}

export function factors(names: Readonly<Record<string, string>>): Record<string, Decimal> {
  return Object.fromEntries(Object.entries(names).map(([name, factor]) => [name, parseDecimal(factor)]));
}

export function startOf(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}

export function factsOf(
  [model, displayName, status, modelClass, released, contextWindow, maxOutputTokens]: ModelLine,
  { endings = [], capabilities, traits = [] }: FactsOptions,
): ModelFacts {
  const [, shutdownDate = null, replacement = null] = endings.find(([ending]) => ending === model) ?? [];
  const { reasoning, plain } = DEFAULT_OUTPUT_TOKENS;
  return {
    displayName,
    status,
    shutdownDate,
    replacement,
    contextWindow,
    maxOutputTokens,
    defaultOutputTokens: Math.min(capabilities.includes('reasoning') ? reasoning : plain, maxOutputTokens),
    capabilities,
    modelClass,
    released,
    traits,
  };
}

interface FactsOptions extends Pick<ModelFacts, 'capabilities'> {
  readonly endings?: readonly EndingLine[];
  readonly traits?: readonly string[];
}

/** The line of a model in its provider's table. */
export function lineOf(models: readonly ModelLine[], name: string): ModelLine {
  const line = models.find(([model]) => model === name);
  if (!line) throw new Error(`the price list has a price for ${name}, which it does not describe`);
  return line;
}

function optional(usd: string | null | undefined): Decimal | null {
  return usd ? parseDecimal(usd) : null;
}
