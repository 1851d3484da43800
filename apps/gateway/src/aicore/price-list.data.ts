import type { ConnectorType } from '@nyla/contracts';
import { parseDecimal } from '@nyla/money';
import type { PriceTier, PriceVersion } from './connector.contract.js';

/**
 * The price list that a new installation starts with.
 *
 * Third-party figures, collected on 2026-11-22 from genai-prices (pydantic, MIT), litellm (BerriAI, MIT), llm-prices
 * (Simon Willison) and the provider's documentation. They are facts to check, not a licence to bill: every row is
 * shipped as not confirmed, until the operator has compared it with the provider's own page.
 *
 * All prices are in USD, for 1'000'000 tokens; a search fee is for one request. A model has one row for each day on
 * which its price changed.
 */
export type ShippedPrice = Omit<PriceVersion, 'id'>;

const COLLECTED = 'collected 2026-11-22';
/** Start of the rows for which the sources name no day: as far back as anything can have been booked. */
const BEGINNING = '2025-01-01';
const OPENAI_LONG_PROMPT_ABOVE = 272_000;
const OPENAI_WEB_SEARCH_USD = '0.01';
const DEMO_SOURCE = 'demo price; no provider is paid';

export const SHIPPED_PRICES: readonly ShippedPrice[] = [
  openai(
    'gpt-6-astra',
    '2026-09-03',
    tier('10', '50', '1', '12.5'),
    tier('20', '75', '2', '25'),
    'genai-prices, third-party notes',
  ),
  openai('gpt-6.1-sol', '2026-09-29', tier('2', '10', '0.1', '2.5'), tier('4', '15', '0.2', '5'), 'third-party notes'),
  openai(
    'gpt-6.1-terra',
    '2026-10-26',
    tier('1', '5', '0.05', '1.25', '2.5'),
    tier('2', '7.5', '0.1', '2.5'),
    'third-party notes',
  ),
  openai(
    'gpt-6-sol',
    '2026-09-22',
    tier('2', '10', '0.2', '2.5'),
    tier('4', '15', '0.4', '5'),
    'genai-prices, third-party notes',
  ),
  openai(
    'gpt-6-luna',
    '2026-09-22',
    tier('0.1', '0.5', '0.01', '0.125'),
    tier('0.2', '0.75', '0.02', '0.25'),
    'genai-prices, third-party notes',
  ),
  openai(
    'gpt-5.6-sol',
    '2026-07-09',
    tier('5', '30', '0.5', '6.25'),
    null,
    'genai-prices, litellm, third-party notes; its long-prompt price is not recorded',
  ),
  openai(
    'gpt-5.6-sol',
    '2026-08-21',
    tier('4', '20', '0.4', '5'),
    tier('8', '30', '0.8', '10'),
    'genai-prices, litellm, third-party notes',
  ),
  openai(
    'gpt-5.6-terra',
    '2026-07-09',
    tier('2.5', '15', '0.25', '3.125'),
    null,
    'genai-prices, litellm, third-party notes, llm-prices; its long-prompt price is not recorded',
  ),
  openai(
    'gpt-5.6-terra',
    '2026-07-30',
    tier('2', '12', '0.2', '2.5'),
    tier('4', '18', '0.4', '5'),
    'genai-prices, litellm, third-party notes, llm-prices',
  ),
  openai(
    'gpt-5.6-luna',
    '2026-07-09',
    tier('1', '6', '0.1', '1.25'),
    null,
    'genai-prices, litellm, third-party notes, llm-prices; its long-prompt price is not recorded',
  ),
  openai(
    'gpt-5.6-luna',
    '2026-07-30',
    tier('0.2', '1.2', '0.02', '0.25'),
    tier('0.4', '1.8', '0.04', '0.5'),
    'genai-prices, litellm, third-party notes, llm-prices',
  ),
  openai('gpt-5.5', BEGINNING, tier('5', '30', '0.5'), tier('10', '45', '1'), 'genai-prices, litellm, llm-prices'),
  openai('gpt-5.4', BEGINNING, tier('2.5', '15', '0.25'), tier('5', '22.5', '0.5'), 'genai-prices, litellm'),
  openai('gpt-5.4-mini', BEGINNING, tier('0.75', '4.5', '0.075'), null, 'genai-prices, litellm'),
  openai('gpt-5.4-nano', BEGINNING, tier('0.2', '1.25', '0.02'), null, 'genai-prices, litellm, third-party notes'),
  openai('gpt-5.1', BEGINNING, tier('1.25', '10', '0.125'), null, 'genai-prices, litellm, third-party notes'),
  openai('gpt-5', BEGINNING, tier('1.25', '10', '0.125'), null, 'genai-prices, litellm, provider documentation'),
  openai('gpt-5-mini', BEGINNING, tier('0.25', '2', '0.025'), null, 'genai-prices, litellm, provider documentation'),
  openai('gpt-4o', BEGINNING, tier('2.5', '10', '1.25'), null, 'genai-prices, litellm, third-party notes'),
  openai('gpt-4o-mini', BEGINNING, tier('0.15', '0.6', '0.075'), null, 'genai-prices, litellm, third-party notes'),
  own('demo', 'swift', tier('0.25', '1.25', '0.025'), DEMO_SOURCE),
  own('demo', 'sage', tier('3', '15', '0.3'), DEMO_SOURCE),
  own('local', '*', tier('0', '0', '0', '0', '0'), 'own hardware: set your own price'),
];

/** Prices in the order of the providers' tables; null where the provider does not sell the kind. */
function tier(
  input: string,
  output: string,
  cacheRead: string | null,
  cacheWrite: string | null = null,
  cacheWriteLong: string | null = null,
): PriceTier {
  return {
    input: parseDecimal(input),
    output: parseDecimal(output),
    cacheRead: cacheRead === null ? null : parseDecimal(cacheRead),
    cacheWrite: cacheWrite === null ? null : parseDecimal(cacheWrite),
    cacheWriteLong: cacheWriteLong === null ? null : parseDecimal(cacheWriteLong),
  };
}

function openai(
  model: string,
  validFrom: string,
  base: PriceTier,
  longPrompt: PriceTier | null,
  source: string,
): ShippedPrice {
  return {
    connectorType: 'openai',
    model,
    validFrom: startOf(validFrom),
    base,
    longPrompt: longPrompt && { ...longPrompt, aboveInputTokens: OPENAI_LONG_PROMPT_ABOVE },
    searchRequestUsd: parseDecimal(OPENAI_WEB_SEARCH_USD),
    source: `${source}; ${COLLECTED}`,
    confirmed: false,
  };
}

/** A price of our own, where the operator pays no provider. */
function own(connectorType: ConnectorType, model: string, base: PriceTier, source: string): ShippedPrice {
  return {
    connectorType,
    model,
    validFrom: startOf(BEGINNING),
    base,
    longPrompt: null,
    searchRequestUsd: null,
    source,
    confirmed: false,
  };
}

// Hoisted functions only: the list above is evaluated before anything that stands below it.
function startOf(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}
