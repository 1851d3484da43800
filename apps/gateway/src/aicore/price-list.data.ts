import type { ConnectorType } from '@nyla/contracts';
import type { ModelFacts } from './connector.contract.js';
import { ANTHROPIC_PRICES } from './price-list/anthropic.data.js';
import { OPENAI_PRICES } from './price-list/openai.data.js';
import { OWN_PRICES } from './price-list/own.data.js';
import { PERPLEXITY_PRICES } from './price-list/perplexity.data.js';
import type { ShippedPrice } from './price-list/shipped-price.js';
import { TAVILY_PRICES } from './price-list/tavily.data.js';

export type { ShippedPrice } from './price-list/shipped-price.js';

/**
 * The price list that a new installation starts with; one table per provider in `price-list/`.
 *
 * Third-party figures, collected on 2026-11-22 from genai-prices (pydantic, MIT), litellm (BerriAI, MIT), llm-prices
 * (Simon Willison) and the provider's documentation. They are facts to check, not a licence to bill: every row is
 * shipped as not confirmed, until the operator has compared it with the provider's own page.
 *
 * All prices are in USD, for 1'000'000 tokens; a search fee is for one request, a search credit for one credit. A
 * model has one row for each day on which its price changed.
 */
export const SHIPPED_PRICES: readonly ShippedPrice[] = [
  ...ANTHROPIC_PRICES,
  ...OPENAI_PRICES,
  ...PERPLEXITY_PRICES,
  ...TAVILY_PRICES,
  ...OWN_PRICES,
];

/** What the shipped list says of a model; null where it leaves that to the connector. */
export function shippedFacts(connectorType: ConnectorType, model: string): ModelFacts | null {
  return SHIPPED_PRICES.find((row) => row.connectorType === connectorType && row.model === model)?.facts ?? null;
}
