import { ANTHROPIC } from './anthropic.js';
import { LOCAL } from './local.js';
import { OPENAI_CHAT, OPENAI_RESPONSES } from './openai.js';
import { PERPLEXITY_MODEL, PERPLEXITY_PRESET } from './perplexity.js';
import type { ConnectorTarget } from './target.js';

/** Every interface that the conformance suite calls; a new connector adds its own here. */
export const CONNECTOR_TARGETS: readonly ConnectorTarget[] = [
  ANTHROPIC,
  OPENAI_RESPONSES,
  OPENAI_CHAT,
  PERPLEXITY_MODEL,
  PERPLEXITY_PRESET,
  LOCAL,
];
