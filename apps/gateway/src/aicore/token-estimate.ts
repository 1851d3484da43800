import type { ChatTurn } from './connector.contract.js';
import { O200kCounter, type TokenCount } from './o200k-counter.js';

/** `o200k`: OpenAI's own encoding. `unknown`: any other model; its tokens can only be bounded from the text. */
export type TokenizerFamily = 'o200k' | 'unknown';

// Role, separators and the opening of the answer; providers add three to four tokens for each, sometimes a preamble.
const LIKELY_TOKENS_PER_MESSAGE = 4;
const BOUND_TOKENS_PER_MESSAGE = 8;
const LIKELY_TOKENS_PER_REQUEST = 3;
const BOUND_TOKENS_PER_REQUEST = 16;

/** Likely number and upper bound of the input tokens of a conversation, overhead included. */
export function estimateInputTokens(messages: readonly ChatTurn[], family: TokenizerFamily): TokenCount {
  const text = countTexts(
    messages.map((message) => message.content),
    family,
  );
  return {
    likely: text.likely + messages.length * LIKELY_TOKENS_PER_MESSAGE + LIKELY_TOKENS_PER_REQUEST,
    bound: text.bound + messages.length * BOUND_TOKENS_PER_MESSAGE + BOUND_TOKENS_PER_REQUEST,
  };
}

/** Likely number and upper bound of the tokens of a text, without any overhead. */
export function estimateTextTokens(text: string, family: TokenizerFamily): TokenCount {
  return countTexts([text], family);
}

/**
 * For `unknown` the larger of two bounds: characters ÷ 2.5 (safe for German with the newest tokenizers) and o200k
 * plus 40 per cent (safe where o200k itself needs many tokens: emoji, rare scripts, random bytes).
 */
function countTexts(texts: readonly string[], family: TokenizerFamily): TokenCount {
  const counter = new O200kCounter();
  let characters = 0;
  let bound = 0;
  let likely = 0;
  for (const text of texts) {
    const count = counter.count(text);
    characters += text.length;
    bound += count.bound;
    likely += count.likely;
  }
  if (family === 'o200k') return { bound, likely };
  return {
    bound: Math.max(Math.ceil(characters / 2.5), Math.ceil((bound * 14) / 10)),
    likely: Math.ceil((likely * 12) / 10),
  };
}
