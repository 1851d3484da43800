import type { Usage } from '../connector.contract.js';
import { usageOf } from '../usage.js';
import { asRecord } from './provider-fault.js';

/**
 * Usage from an OpenAI usage object, of responses (`input_tokens`) or of chat completions (`prompt_tokens`).
 * Both count cached and cache-write tokens as input: they are taken out of it. Reasoning is inside output.
 * @returns null when it does not name both input and output; a zero is a zero.
 */
export function normaliseOpenAiUsage(raw: unknown): Usage | null {
  const usage = asRecord(raw);
  const inputTotal = countOf(usage['input_tokens'] ?? usage['prompt_tokens']);
  const output = countOf(usage['output_tokens'] ?? usage['completion_tokens']);
  if (inputTotal === null || output === null) return null;
  const inputDetails = asRecord(usage['input_tokens_details'] ?? usage['prompt_tokens_details']);
  const outputDetails = asRecord(usage['output_tokens_details'] ?? usage['completion_tokens_details']);
  const lifetimes = asRecord(inputDetails['cache_write_tokens_details']);
  // Each part is at most what is left of the total, so that no report, however odd, counts a token twice.
  const cacheRead = Math.min(countOf(inputDetails['cached_tokens']) ?? 0, inputTotal);
  const written = Math.min(countOf(inputDetails['cache_write_tokens']) ?? 0, inputTotal - cacheRead);
  const cacheWriteLong = Math.min(countOf(lifetimes['ttl_12h_tokens']) ?? 0, written);
  return usageOf({
    input: inputTotal - cacheRead - written,
    cacheRead,
    cacheWrite: written - cacheWriteLong,
    cacheWriteLong,
    output,
    reasoning: Math.min(countOf(outputDetails['reasoning_tokens']) ?? 0, output),
  });
}

/** A count as a provider reports it; null for anything else. */
export function countOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
