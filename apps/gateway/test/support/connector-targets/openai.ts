import { OpenAiConnector } from '../../../src/aicore/plugins/openai/openai-connector.js';
import type { ReportedTokens } from '../connector-conformance.js';
import type { ConnectorTarget, ProviderErrors } from './target.js';

export const OPENAI_ERRORS: ProviderErrors = {
  server: { status: 500, errorCode: 'server_error' },
  overloaded: { status: 503, errorCode: 'server_is_overloaded' },
  rateLimit: { status: 429, errorCode: 'rate_limit_exceeded' },
  refusal: { status: 400, errorCode: 'invalid_prompt' },
  unpaid: { status: 429, errorCode: 'insufficient_quota' },
};

const COMMON = {
  connectorType: 'openai',
  errors: OPENAI_ERRORS,
  baseUrl: (fake) => fake.baseUrl,
  create: (settings) => new OpenAiConnector(settings),
  keyHeader: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
} satisfies Partial<ConnectorTarget>;

export const OPENAI_RESPONSES: ConnectorTarget = {
  ...COMMON,
  name: 'openai, responses',
  model: 'gpt-6-luna',
  path: '/responses',
  frame: { before: 4, after: 4 },
  spare: 0,
  reports: ['inclusive_input', 'lifetimes'],
  body: ({ model, messages, maxOutputTokens }) => ({ model, input: messages, max_output_tokens: maxOutputTokens }),
  webSearchBody: (searches) => ({ tools: [{ type: 'web_search' }], max_tool_calls: searches }),
  rawUsage: (tokens) => ({
    input_tokens: tokens.input,
    output_tokens: tokens.output,
    input_tokens_details: {
      cached_tokens: tokens.cached ?? 0,
      cache_write_tokens: (tokens.written ?? 0) + (tokens.writtenLong ?? 0),
      cache_write_tokens_details: { ttl_30m_tokens: tokens.written ?? 0, ttl_12h_tokens: tokens.writtenLong ?? 0 },
    },
    output_tokens_details: { reasoning_tokens: tokens.reasoning ?? 0 },
  }),
};

export const OPENAI_CHAT: ConnectorTarget = {
  ...COMMON,
  name: 'openai, chat completions',
  model: 'gpt-4o-mini',
  path: '/chat/completions',
  frame: { before: 1, after: 3 },
  spare: 2,
  reports: ['inclusive_input'],
  body: ({ model, messages, maxOutputTokens }) => ({ model, messages, max_completion_tokens: maxOutputTokens }),
  rawUsage: chatUsage,
};

/** Usage of chat completions, at OpenAI and at everybody who imitates them. */
export function chatUsage(tokens: ReportedTokens): Readonly<Record<string, unknown>> {
  return {
    prompt_tokens: tokens.input,
    completion_tokens: tokens.output,
    prompt_tokens_details: { cached_tokens: tokens.cached ?? 0, cache_write_tokens: tokens.written ?? 0 },
    completion_tokens_details: { reasoning_tokens: tokens.reasoning ?? 0 },
  };
}
