import { AnthropicConnector } from '../../../src/aicore/plugins/anthropic/anthropic-connector.js';
import type { ConnectorTarget } from './target.js';

export const ANTHROPIC: ConnectorTarget = {
  name: 'anthropic',
  connectorType: 'anthropic',
  model: 'claude-haiku-5-5',
  path: '/messages',
  frame: { before: 3, after: 3 },
  spare: 1,
  reports: ['lifetimes', 'searches'],
  errors: {
    server: { status: 500, errorCode: 'api_error' },
    overloaded: { status: 529, errorCode: 'overloaded_error' },
    rateLimit: { status: 429, errorCode: 'rate_limit_error' },
    refusal: { status: 400, errorCode: 'invalid_request_error' },
    unpaid: { status: 402, errorCode: 'billing_error' },
  },
  baseUrl: (fake) => fake.baseUrls.anthropic,
  create: (settings) => new AnthropicConnector(settings),
  keyHeader: (apiKey) => ({ 'x-api-key': apiKey, 'anthropic-version': '2023-06-01' }),
  body: ({ model, messages, maxOutputTokens }) => ({
    model,
    max_tokens: maxOutputTokens,
    system: messages[0]?.content,
    messages: messages.slice(1),
    service_tier: 'standard_only',
    inference_geo: 'global',
  }),
  webSearchBody: (searches) => ({
    tools: [{ type: 'web_search_20250305', name: 'web_search', max_uses: searches }],
  }),
  rawUsage: ({ input, cached = 0, written = 0, writtenLong = 0, output, reasoning = 0, searches }) => ({
    input_tokens: input - cached - written - writtenLong,
    cache_read_input_tokens: cached,
    cache_creation_input_tokens: written + writtenLong,
    cache_creation: { ephemeral_5m_input_tokens: written, ephemeral_1h_input_tokens: writtenLong },
    output_tokens: output,
    output_tokens_details: { thinking_tokens: reasoning },
    ...(searches === undefined ? {} : { server_tool_use: { web_search_requests: searches, web_fetch_requests: 0 } }),
  }),
};
