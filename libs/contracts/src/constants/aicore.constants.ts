export const CONNECTOR_TYPES = ['anthropic', 'openai', 'perplexity', 'tavily', 'local', 'demo'] as const;
export type ConnectorType = (typeof CONNECTOR_TYPES)[number];

export const MODEL_STATUSES = ['active', 'legacy', 'deprecated', 'retired'] as const;
export type ModelStatus = (typeof MODEL_STATUSES)[number];

export const MODEL_CAPABILITIES = [
  'chat',
  'vision',
  'pdf',
  'tools',
  'structured_output',
  'reasoning',
  'prompt_caching',
  'web_search',
] as const;
export type ModelCapability = (typeof MODEL_CAPABILITIES)[number];

/** Why a model or connector cannot be used here and now. */
export const UNUSABLE_REASONS = ['not_permitted', 'not_configured', 'price_missing', 'retired'] as const;
export type UnusableReason = (typeof UNUSABLE_REASONS)[number];

/** What a provider counts. Reasoning tokens are part of `output`; they are shown beside it, never priced again. */
export const USAGE_KINDS = [
  'input',
  'cache_read',
  'cache_write',
  'cache_write_long',
  'output',
  'search_request',
] as const;
export type UsageKind = (typeof USAGE_KINDS)[number];

/** Separates connector and model in a model id: `openai/gpt-6-sol`. Model names themselves contain dots. */
export const MODEL_ID_SEPARATOR = '/';
export const MODEL_ID_MAX_LENGTH = 200;

export const OUTPUT_TOKENS_MIN = 16;
export const OUTPUT_TOKENS_MAX = 128_000;
