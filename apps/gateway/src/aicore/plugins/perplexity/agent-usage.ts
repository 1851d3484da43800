import type { Decimal } from '@nyla/money';
import type { Usage } from '../../connector.contract.js';
import { usageOf } from '../../usage.js';
import { decimalOfNumber } from '../exact-json.js';
import { countOf, normaliseOpenAiUsage } from '../openai-usage.js';
import { asRecord, textOf } from '../provider-fault.js';

/** Fields of the usage that hold money; they must not be read as floats. */
export const MONEY_FIELDS: readonly string[] = ['total_cost'];

/**
 * Usage from the Agent API. As with OpenAI the input includes what was read from the cache and written to it, and the
 * output includes reasoning. `cost.total_cost` is the whole bill, tools included.
 * @returns null when it names neither all tokens nor the bill.
 */
export function normaliseAgentUsage(raw: unknown): Usage | null {
  const usage = asRecord(raw);
  const providerCostUsd = reportedCost(usage['cost']);
  const tokens = normaliseOpenAiUsage({ ...usage, input_tokens_details: inOpenAiWords(usage['input_tokens_details']) });
  if (!tokens && !providerCostUsd) return null;
  return { ...(tokens ?? usageOf({})), searchRequests: searches(usage['tool_calls_details']), providerCostUsd };
}

function inOpenAiWords(value: unknown): Record<string, unknown> {
  const details = asRecord(value);
  return {
    cached_tokens: details['cache_read_input_tokens'] ?? details['cached_tokens'],
    cache_write_tokens: details['cache_creation_input_tokens'],
  };
}

/** The tool that is asked for as `web_search` is billed as `search_web`. */
function searches(value: unknown): number {
  const details = asRecord(value);
  return countOf(asRecord(details['search_web'] ?? details['web_search'])['invocation']) ?? 0;
}

/** Null: no bill in US dollars can be read, so that the tokens have to be priced. */
function reportedCost(value: unknown): Decimal | null {
  const cost = asRecord(value);
  if (cost['currency'] !== 'USD') return null;
  const total = decimalOfNumber(textOf(cost['total_cost']) ?? '');
  return total && total.coefficient >= 0n ? total : null;
}
