import { LocalConnector } from '../../../src/aicore/plugins/local/local-connector.js';
import { chatUsage, OPENAI_ERRORS } from './openai.js';
import type { ConnectorTarget } from './target.js';

export const LOCAL: ConnectorTarget = {
  name: 'local',
  connectorType: 'local',
  model: 'qwen/test-7b',
  path: '/chat/completions',
  frame: { before: 1, after: 3 },
  spare: 2,
  reports: ['inclusive_input'],
  errors: OPENAI_ERRORS,
  baseUrl: (fake) => fake.baseUrl,
  create: (settings) => new LocalConnector(settings),
  keyHeader: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
  body: ({ model, messages, maxOutputTokens }) => ({ model, messages, max_tokens: maxOutputTokens }),
  rawUsage: chatUsage,
};
