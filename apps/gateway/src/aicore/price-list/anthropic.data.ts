import type { ModelCapability } from '@nyla/contracts';
import { parseDecimal } from '@nyla/money';
import {
  BEGINNING,
  collectedFrom,
  type EndingLine,
  factors,
  factsOf,
  lineOf,
  longTier,
  type ModelLine,
  type ShippedPrice,
  shippedPrice,
  startOf,
  tier,
  type UsdTier,
} from './shipped-price.js';

// name, what people read, status, class, released, context window, longest answer
const MODELS: readonly ModelLine[] = [
  ['claude-fable-5-2', 'Claude Fable 5.2', 'active', 'frontier', '2026-11-09', 1_000_000, 128_000],
  ['claude-fable-5-1', 'Claude Fable 5.1', 'legacy', 'frontier', '2026-09-01', 1_000_000, 128_000],
  ['claude-opus-5-5', 'Claude Opus 5.5', 'active', 'frontier', '2026-09-22', 1_000_000, 128_000],
  ['claude-opus-5', 'Claude Opus 5', 'legacy', 'frontier', '2026-07-24', 1_000_000, 128_000],
  ['claude-opus-4-8', 'Claude Opus 4.8', 'legacy', 'frontier', null, 1_000_000, 128_000],
  ['claude-opus-4-7', 'Claude Opus 4.7', 'legacy', 'frontier', null, 1_000_000, 128_000],
  ['claude-sonnet-5-5', 'Claude Sonnet 5.5', 'active', 'standard', '2026-09-28', 1_000_000, 128_000],
  ['claude-sonnet-5', 'Claude Sonnet 5', 'legacy', 'standard', '2026-06-30', 1_000_000, 128_000],
  ['claude-sonnet-4-6', 'Claude Sonnet 4.6', 'legacy', 'standard', null, 1_000_000, 64_000],
  ['claude-sonnet-4-5', 'Claude Sonnet 4.5', 'deprecated', 'standard', null, 200_000, 64_000],
  ['claude-haiku-5-5', 'Claude Haiku 5.5', 'active', 'small', '2026-10-07', 1_000_000, 128_000],
  ['claude-haiku-4-5', 'Claude Haiku 4.5', 'legacy', 'small', null, 200_000, 64_000],
];

// model, refused from this day on, what to use instead
const ENDINGS: readonly EndingLine[] = [
  ['claude-opus-5', null, 'claude-opus-5-5'],
  ['claude-opus-4-8', null, 'claude-opus-5-5'],
  ['claude-sonnet-5', null, 'claude-sonnet-5-5'],
  ['claude-sonnet-4-5', '2026-11-30', 'claude-sonnet-5-5'],
  ['claude-haiku-4-5', null, 'claude-haiku-5-5'],
];

const DOCS = 'provider documentation';
const CATALOGUES = 'genai-prices, litellm';

type PriceLine = readonly [model: string, from: string, usd: UsdTier, sources: string];

// model, valid from, [input, output, cache read, cache write for 5 minutes, for an hour], sources
const PRICES: readonly PriceLine[] = [
  [
    'claude-fable-5-2',
    '2026-11-09',
    ['8', '40', '0.2', '10', '16'],
    'third-party notes; cache write for an hour reckoned as 2 × input',
  ],
  ['claude-fable-5-1', '2026-09-01', ['10', '50', '0.25', '12.5', '20'], `${DOCS}, genai-prices`],
  ['claude-opus-5-5', '2026-09-22', ['4', '20', '0.2', '5', '8'], `${DOCS}, genai-prices`],
  ['claude-opus-5', '2026-07-24', ['5', '25', '0.5', '6.25', '10'], `${DOCS}, ${CATALOGUES}`],
  ['claude-opus-4-8', BEGINNING, ['5', '25', '0.5', '6.25', '10'], `${DOCS}, ${CATALOGUES}`],
  ['claude-opus-4-7', BEGINNING, ['5', '25', '0.5', '6.25', '10'], `${DOCS}, ${CATALOGUES}`],
  ['claude-sonnet-5-5', '2026-09-28', ['2', '10', '0.2', '2.5', '4'], DOCS],
  ['claude-sonnet-5-5', '2026-10-07', ['2', '10', '0.1', '2.5', '4'], `${DOCS}; cache read from third-party notes`],
  ['claude-sonnet-5', '2026-06-30', ['2', '10', '0.2', '2.5', '4'], `${DOCS}, genai-prices`],
  ['claude-sonnet-4-6', BEGINNING, ['3', '15', '0.3', '3.75', '6'], CATALOGUES],
  ['claude-sonnet-4-6', '2026-03-13', ['3', '15', '0.3', '3.75', '6'], CATALOGUES],
  ['claude-sonnet-4-5', BEGINNING, ['3', '15', '0.3', '3.75', '6'], CATALOGUES],
  ['claude-haiku-5-5', '2026-10-07', ['0.1', '0.5', '0.01', '0.125', '0.2'], `${DOCS}, third-party notes`],
  ['claude-haiku-4-5', BEGINNING, ['1', '5', '0.1', '1.25', '2'], `${CATALOGUES}, ${DOCS}`],
];

type LongPromptLine = readonly [model: string, from: string, aboveInputTokens: number, usd: UsdTier];

// model and row, input tokens above which the whole request costs these prices
const LONG_PROMPTS: readonly LongPromptLine[] = [
  ['claude-sonnet-4-6', BEGINNING, 200_000, ['6', '22.5', '0.6', '7.5', '12']],
  ['claude-haiku-5-5', '2026-10-07', 100_000, ['0.5', '2.5', '0.05', '0.625', '1']],
];

/** They cannot be told where to run. */
const WITHOUT_GEO: ReadonlySet<string> = new Set(['claude-sonnet-4-5', 'claude-haiku-4-5']);

const CAPABILITIES: readonly ModelCapability[] = [
  'chat',
  'vision',
  'pdf',
  'tools',
  'structured_output',
  'reasoning',
  'prompt_caching',
  'web_search',
];
const WEB_SEARCH = parseDecimal('0.01');

export const ANTHROPIC_PRICES: readonly ShippedPrice[] = PRICES.map(([model, from, usd, sources]) => {
  const longPrompt = LONG_PROMPTS.find(([name, start]) => name === model && start === from);
  const hasGeo = !WITHOUT_GEO.has(model);
  return shippedPrice({
    connectorType: 'anthropic',
    model,
    validFrom: startOf(from),
    base: tier(usd),
    longPrompt: longPrompt ? longTier(longPrompt[2], longPrompt[3]) : null,
    searchRequestUsd: WEB_SEARCH,
    multipliers: factors({ batch: '0.5', ...(hasGeo ? { inference_geo_us: '1.1' } : {}) }),
    facts: factsOf(lineOf(MODELS, model), {
      endings: ENDINGS,
      capabilities: CAPABILITIES,
      traits: hasGeo ? ['inference_geo'] : [],
    }),
    source: collectedFrom(sources),
  });
});
