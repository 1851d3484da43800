import type { ModelCapability } from '@nyla/contracts';
import { parseDecimal } from '@nyla/money';
import { collectedFrom, factsOf, type ModelLine, type ShippedPrice, shippedPrice, tier } from './shipped-price.js';

/** The provider names no window for presets and no longest answer for either; these are careful assumptions. */
const CONTEXT_WINDOW = 128_000;
const MAX_OUTPUT_TOKENS = 8_192;
const CAPABILITIES: readonly ModelCapability[] = ['chat', 'web_search', 'tools'];

const SONAR: ModelLine = [
  'perplexity/sonar',
  'Perplexity Sonar',
  'active',
  'small',
  null,
  CONTEXT_WINDOW,
  MAX_OUTPUT_TOKENS,
];

type PresetLine = readonly [name: string, displayName: string, likelyUsd: string, maximumUsd: string];

// Model and tools behind a preset change without notice, so only the bill tells its price: expected, held at the most
const PRESETS: readonly PresetLine[] = [
  ['fast', 'Perplexity Fast', '0.006', '0.05'],
  ['low', 'Perplexity Low', '0.02', '0.2'],
  ['medium', 'Perplexity Medium', '0.08', '0.6'],
  ['high', 'Perplexity High', '0.3', '2'],
  ['xhigh', 'Perplexity Extra High', '1', '5'],
];

export const PERPLEXITY_PRICES: readonly ShippedPrice[] = [
  shippedPrice({
    connectorType: 'perplexity',
    model: SONAR[0],
    base: tier(['0.25', '2.5', '0.0625']),
    searchRequestUsd: parseDecimal('0.0025'),
    facts: factsOf(SONAR, { capabilities: CAPABILITIES }),
    source: collectedFrom('provider documentation; web search from third-party notes'),
  }),
  ...PRESETS.map(([name, displayName, likelyUsd, maximumUsd]) => {
    const model = `preset/${name}`;
    return shippedPrice({
      connectorType: 'perplexity',
      model,
      metered: { likelyUsd: parseDecimal(likelyUsd), maximumUsd: parseDecimal(maximumUsd) },
      // Unjudged: nobody should be led to a preset without having chosen it.
      facts: factsOf([model, displayName, 'active', null, null, CONTEXT_WINDOW, MAX_OUTPUT_TOKENS], {
        capabilities: CAPABILITIES,
        traits: ['preset'],
      }),
      source: collectedFrom('our own expectation and hold, not a price: the provider reports what each call costs'),
    });
  }),
];
