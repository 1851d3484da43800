import { PerplexityConnector } from '../../../src/aicore/plugins/perplexity/perplexity-connector.js';
import type { ConnectorTarget } from './target.js';

// How it searches and cites is like nobody else's, and has tests of its own beside the connector.
const COMMON = {
  connectorType: 'perplexity',
  path: '/perplexity/responses',
  frame: { before: 3, after: 3 },
  spare: 0,
  reports: ['inclusive_input', 'searches'],
  errors: {
    server: { status: 500, errorCode: 'internal_error' },
    overloaded: { status: 502, errorCode: 'bad_gateway' },
    rateLimit: { status: 429, errorCode: 'request_rate_limit_exceeded' },
    refusal: { status: 400, errorCode: 'invalid_request' },
    unpaid: { status: 403, errorCode: 'forbidden' },
  },
  baseUrl: (fake) => fake.baseUrls.perplexity,
  create: (settings) => new PerplexityConnector(settings),
  keyHeader: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
  rawUsage: (tokens) => ({
    input_tokens: tokens.input,
    input_tokens_details: {
      cache_read_input_tokens: tokens.cached ?? 0,
      cache_creation_input_tokens: tokens.written ?? 0,
    },
    output_tokens: tokens.output,
    output_tokens_details: { reasoning_tokens: tokens.reasoning ?? 0 },
    tool_calls_details: tokens.searches === undefined ? {} : { search_web: { invocation: tokens.searches } },
    // The bill would take the place of the counts that these cases are about.
    cost: null,
  }),
} satisfies Partial<ConnectorTarget>;

const input: ConnectorTarget['body'] = ({ messages, maxOutputTokens }) => ({
  input: messages.map((message) => ({ type: 'message', ...message })),
  max_output_tokens: maxOutputTokens,
  store: false,
});

export const PERPLEXITY_MODEL: ConnectorTarget = {
  ...COMMON,
  name: 'perplexity, a model',
  model: 'perplexity/sonar',
  body: (request) => ({ ...input(request), model: 'perplexity/sonar' }),
};

export const PERPLEXITY_PRESET: ConnectorTarget = {
  ...COMMON,
  name: 'perplexity, a preset',
  model: 'preset/fast',
  body: (request) => ({ ...input(request), preset: 'fast' }),
};
