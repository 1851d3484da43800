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
  ['gpt-6-astra', 'GPT-6 Astra', 'active', 'frontier', '2026-09-03', 1_050_000, 128_000],
  ['gpt-6.1-sol', 'GPT-6.1 Sol', 'active', 'standard', '2026-09-29', 1_050_000, 128_000],
  ['gpt-6.1-terra', 'GPT-6.1 Terra', 'active', 'standard', '2026-10-26', 1_050_000, 128_000],
  ['gpt-6-sol', 'GPT-6 Sol', 'active', 'standard', '2026-09-22', 1_050_000, 128_000],
  ['gpt-6-luna', 'GPT-6 Luna', 'active', 'small', '2026-09-22', 1_050_000, 128_000],
  ['gpt-5.6-sol', 'GPT-5.6 Sol', 'legacy', 'standard', '2026-07-09', 1_050_000, 128_000],
  ['gpt-5.6-terra', 'GPT-5.6 Terra', 'legacy', 'standard', '2026-07-09', 1_050_000, 128_000],
  ['gpt-5.6-luna', 'GPT-5.6 Luna', 'legacy', 'small', '2026-07-09', 1_050_000, 128_000],
  ['gpt-5.5', 'GPT-5.5', 'legacy', 'frontier', null, 1_000_000, 128_000],
  ['gpt-5.4', 'GPT-5.4', 'legacy', 'standard', null, 1_050_000, 128_000],
  ['gpt-5.4-mini', 'GPT-5.4 mini', 'legacy', 'small', null, 1_050_000, 128_000],
  ['gpt-5.4-nano', 'GPT-5.4 nano', 'deprecated', 'small', null, 1_050_000, 128_000],
  ['gpt-5.1', 'GPT-5.1', 'deprecated', 'standard', null, 272_000, 128_000],
  ['gpt-5', 'GPT-5', 'deprecated', 'standard', null, 272_000, 128_000],
  ['gpt-5-mini', 'GPT-5 mini', 'deprecated', 'small', null, 272_000, 128_000],
  ['gpt-4o', 'GPT-4o', 'deprecated', 'standard', null, 128_000, 16_384],
  ['gpt-4o-mini', 'GPT-4o mini', 'deprecated', 'small', null, 128_000, 16_384],
];

// model, refused from this day on, what to use instead
const ENDINGS: readonly EndingLine[] = [
  ['gpt-5.4-nano', '2027-04-01', null],
  ['gpt-5.1', '2027-04-01', null],
  ['gpt-5', '2026-12-11', 'gpt-6.1-sol'],
  ['gpt-5-mini', '2026-12-11', 'gpt-6.1-terra'],
  ['gpt-4o', '2027-01-14', 'gpt-6-luna'],
  ['gpt-4o-mini', '2027-01-14', 'gpt-6-luna'],
];

const NOTES = 'third-party notes';
const CATALOGUES = 'genai-prices, litellm';
const FAMILY_5_6 = `${CATALOGUES}, llm-prices, ${NOTES}`;

type PriceLine = readonly [model: string, from: string, usd: UsdTier, longPromptUsd: UsdTier | null, sources: string];

// model, valid from, [input, output, cache read, cache write for 30 minutes, for 12 hours], the same for long prompts
const PRICES: readonly PriceLine[] = [
  ['gpt-6-astra', '2026-09-03', ['10', '50', '1', '12.5'], ['20', '75', '2', '25'], `genai-prices, ${NOTES}`],
  ['gpt-6.1-sol', '2026-09-29', ['2', '10', '0.1', '2.5'], ['4', '15', '0.2', '5'], NOTES],
  [
    'gpt-6.1-terra',
    '2026-10-26',
    ['1', '5', '0.05', '1.25', '2.5'],
    ['2', '7.5', '0.1', '2.5', '5'],
    `${NOTES}; cache write for 12 hours in long prompts reckoned as 2.5 × input`,
  ],
  ['gpt-6-sol', '2026-09-22', ['2', '10', '0.2', '2.5'], ['4', '15', '0.4', '5'], `genai-prices, ${NOTES}`],
  [
    'gpt-6-luna',
    '2026-09-22',
    ['0.1', '0.5', '0.01', '0.125'],
    ['0.2', '0.75', '0.02', '0.25'],
    `genai-prices, ${NOTES}`,
  ],
  ['gpt-5.6-sol', '2026-07-09', ['5', '30', '0.5', '6.25'], ['10', '45', '1', '12.5'], `${CATALOGUES}, ${NOTES}`],
  ['gpt-5.6-sol', '2026-08-21', ['4', '20', '0.4', '5'], ['8', '30', '0.8', '10'], `${CATALOGUES}, ${NOTES}`],
  ['gpt-5.6-terra', '2026-07-09', ['2.5', '15', '0.25', '3.125'], ['5', '22.5', '0.5', '6.25'], FAMILY_5_6],
  ['gpt-5.6-terra', '2026-07-30', ['2', '12', '0.2', '2.5'], ['4', '18', '0.4', '5'], FAMILY_5_6],
  ['gpt-5.6-luna', '2026-07-09', ['1', '6', '0.1', '1.25'], ['2', '9', '0.2', '2.5'], FAMILY_5_6],
  ['gpt-5.6-luna', '2026-07-30', ['0.2', '1.2', '0.02', '0.25'], ['0.4', '1.8', '0.04', '0.5'], FAMILY_5_6],
  ['gpt-5.5', BEGINNING, ['5', '30', '0.5'], ['10', '45', '1'], `${CATALOGUES}, llm-prices`],
  ['gpt-5.4', BEGINNING, ['2.5', '15', '0.25'], ['5', '22.5', '0.5'], CATALOGUES],
  ['gpt-5.4-mini', BEGINNING, ['0.75', '4.5', '0.075'], null, CATALOGUES],
  ['gpt-5.4-nano', BEGINNING, ['0.2', '1.25', '0.02'], null, `${CATALOGUES}, ${NOTES}`],
  ['gpt-5.1', BEGINNING, ['1.25', '10', '0.125'], null, `${CATALOGUES}, ${NOTES}`],
  ['gpt-5', BEGINNING, ['1.25', '10', '0.125'], null, `${CATALOGUES}, provider documentation`],
  ['gpt-5-mini', BEGINNING, ['0.25', '2', '0.025'], null, `${CATALOGUES}, provider documentation`],
  ['gpt-4o', BEGINNING, ['2.5', '10', '1.25'], null, `${CATALOGUES}, ${NOTES}`],
  ['gpt-4o-mini', BEGINNING, ['0.15', '0.6', '0.075'], null, `${CATALOGUES}, ${NOTES}`],
];

const LONG_PROMPT_ABOVE = 272_000;
const WEB_SEARCH = parseDecimal('0.01');
/** `batch` and `flex` are slower, `priority` is faster; a regional endpoint keeps data in its region. */
const MULTIPLIERS = factors({ batch: '0.5', flex: '0.5', priority: '2', regional_processing: '1.1' });

/** Called through chat completions; the responses interface is for all others. */
const CHAT_COMPLETIONS: ReadonlySet<string> = new Set(['gpt-4o', 'gpt-4o-mini']);
const WITHOUT_WEB_SEARCH: ReadonlySet<string> = new Set([...CHAT_COMPLETIONS, 'gpt-5.4']);
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

export const OPENAI_PRICES: readonly ShippedPrice[] = PRICES.map(([model, from, usd, longPromptUsd, sources]) =>
  shippedPrice({
    connectorType: 'openai',
    model,
    validFrom: startOf(from),
    base: tier(usd),
    longPrompt: longPromptUsd && longTier(LONG_PROMPT_ABOVE, longPromptUsd),
    searchRequestUsd: WEB_SEARCH,
    multipliers: MULTIPLIERS,
    facts: factsOf(lineOf(MODELS, model), {
      endings: ENDINGS,
      capabilities: CAPABILITIES.filter((capability) => hasCapability(model, capability)),
      traits: CHAT_COMPLETIONS.has(model) ? ['chat_completions'] : [],
    }),
    source: collectedFrom(sources),
  }),
);

function hasCapability(model: string, capability: ModelCapability): boolean {
  if (capability === 'web_search') return !WITHOUT_WEB_SEARCH.has(model);
  return capability !== 'reasoning' || !CHAT_COMPLETIONS.has(model);
}
