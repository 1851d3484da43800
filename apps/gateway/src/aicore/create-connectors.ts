import type { Env } from '../config/env.js';
import type { Connector } from './connector.contract.js';
import { AnthropicConnector } from './plugins/anthropic/anthropic-connector.js';
import { DemoConnector } from './plugins/demo/demo-connector.js';
import { LocalConnector } from './plugins/local/local-connector.js';
import { OpenAiConnector } from './plugins/openai/openai-connector.js';
import { PerplexityConnector } from './plugins/perplexity/perplexity-connector.js';
import { TavilyConnector } from './plugins/tavily/tavily-connector.js';

// A real model, too, thinks about as long as ten words take.
const FIRST_WORD_DELAY_WORDS = 10;

/** The connectors of this gateway with their settings; one without a key is there too, as not configured. */
export function createConnectors(env: Env): Connector[] {
  return [
    new AnthropicConnector({
      apiKey: env.ANTHROPIC_API_KEY ?? null,
      baseUrl: env.ANTHROPIC_BASE_URL,
      inferenceGeo: env.ANTHROPIC_INFERENCE_GEO,
    }),
    new OpenAiConnector({ apiKey: env.OPENAI_API_KEY ?? null, baseUrl: env.OPENAI_BASE_URL }),
    new PerplexityConnector({ apiKey: env.PERPLEXITY_API_KEY ?? null, baseUrl: env.PERPLEXITY_BASE_URL }),
    new TavilyConnector({ apiKey: env.TAVILY_API_KEY ?? null, baseUrl: env.TAVILY_BASE_URL }),
    new LocalConnector({ apiKey: env.LOCAL_API_KEY ?? null, baseUrl: env.LOCAL_BASE_URL ?? null }),
    ...(env.NYLA_DEMO ? [demoConnector(env)] : []),
  ];
}

/** Simulated answers are charged like real ones, so they are offered in demo mode only. */
function demoConnector(env: Env): Connector {
  return new DemoConnector({
    wordDelayMs: env.DEMO_WORD_DELAY_MS,
    firstWordDelayMs: env.DEMO_WORD_DELAY_MS * FIRST_WORD_DELAY_WORDS,
  });
}
