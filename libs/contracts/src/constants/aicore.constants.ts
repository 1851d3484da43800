export const CONNECTOR_TYPES = ['anthropic', 'openai', 'perplexity', 'tavily', 'local', 'demo'] as const;
export type ConnectorType = (typeof CONNECTOR_TYPES)[number];

export const MODEL_STATUSES = ['active', 'legacy', 'deprecated', 'retired'] as const;
export type ModelStatus = (typeof MODEL_STATUSES)[number];

/**
 * What a model can do. `chat` models answer, `search` models find pages; `web_search`: the provider itself searches
 * the web while it answers.
 */
export const MODEL_CAPABILITIES = [
  'chat',
  'vision',
  'pdf',
  'tools',
  'structured_output',
  'reasoning',
  'prompt_caching',
  'web_search',
  'search',
] as const;
export type ModelCapability = (typeof MODEL_CAPABILITIES)[number];

/** Why a model or connector cannot be used here and now. */
export const UNUSABLE_REASONS = ['not_permitted', 'not_configured', 'price_missing', 'retired'] as const;
export type UnusableReason = (typeof UNUSABLE_REASONS)[number];

/**
 * What a provider counts. Reasoning tokens are part of `output`; they are shown beside it, never priced again.
 * `provider_cost` is the provider's own bill in USD, which takes the place of all other kinds.
 */
export const USAGE_KINDS = [
  'input',
  'cache_read',
  'cache_write',
  'cache_write_long',
  'output',
  'search_request',
  'search_credit',
  'provider_cost',
] as const;
export type UsageKind = (typeof USAGE_KINDS)[number];

/** Where a model stands among its kind, as judged by whoever keeps the price list. */
export const MODEL_CLASSES = ['frontier', 'standard', 'small'] as const;
export type ModelClass = (typeof MODEL_CLASSES)[number];

/** What an automatic choice aims at; in place of a model `auto/best`, `auto/balanced` or `auto/cheapest` is named. */
export const AUTO_AIMS = ['best', 'balanced', 'cheapest'] as const;
export type AutoAim = (typeof AUTO_AIMS)[number];
export const AUTO_PREFIX = 'auto/';

/** How many models a request may name after its first one. */
export const FALLBACK_MODELS_MAX = 5;

/** In place of a search model: the answering model's provider searches the web itself. */
export const PROVIDER_WEB_SEARCH = 'provider';

/** What became of a model that was considered for a request. */
export const CANDIDATE_OUTCOMES = [
  'chosen',
  'not_needed',
  'failed',
  'insufficient_balance',
  'context_too_long',
  'not_suitable',
  'not_permitted',
  'not_configured',
  'price_missing',
  'retired',
] as const;
export type CandidateOutcome = (typeof CANDIDATE_OUTCOMES)[number];

/** Separates connector and model in a model id: `openai/gpt-6-sol`. Model names themselves contain dots. */
export const MODEL_ID_SEPARATOR = '/';
export const MODEL_ID_MAX_LENGTH = 200;

export const OUTPUT_TOKENS_MIN = 16;
export const OUTPUT_TOKENS_MAX = 128_000;
