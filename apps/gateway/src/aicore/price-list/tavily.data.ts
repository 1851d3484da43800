import { parseDecimal } from '@nyla/money';
import { collectedFrom, factsOf, type ModelLine, type ShippedPrice, shippedPrice } from './shipped-price.js';

// A search takes its query from the conversation: how long that is does not matter, and nothing is written.
const SEARCHES: readonly ModelLine[] = [
  ['search-basic', 'Tavily Basic', 'active', 'standard', null, 128_000, 1_024],
  ['search-advanced', 'Tavily Advanced', 'active', 'standard', null, 128_000, 1_024],
];

/** Pay as you go; plans are cheaper (0.0075 to 0.005), for which the operator adds a price. */
const CREDIT = parseDecimal('0.008');

export const TAVILY_PRICES: readonly ShippedPrice[] = SEARCHES.map((line) =>
  shippedPrice({
    connectorType: 'tavily',
    model: line[0],
    searchCreditUsd: CREDIT,
    facts: factsOf(line, { capabilities: ['search'] }),
    source: collectedFrom('provider documentation, pay as you go'),
  }),
);
