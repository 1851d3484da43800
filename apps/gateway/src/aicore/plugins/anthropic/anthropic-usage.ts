import type { Usage } from '../../connector.contract.js';
import { usageOf } from '../../usage.js';
import { countOf } from '../openai-usage.js';
import { asRecord, textOf } from '../provider-fault.js';

type Json = Readonly<Record<string, unknown>>;

/** Reported where nothing is added to the price: anywhere, or a model that cannot be told where to run. */
const GEOS_WITHOUT_SURCHARGE = new Set(['global', 'not_available']);

/**
 * Usage from the merged usage object of a message. Its input excludes what was read from the cache or written to it.
 * Thinking is inside output.
 * @returns null when it does not name both input and output; a zero is a zero.
 */
export function normaliseAnthropicUsage(raw: unknown): Usage | null {
  const usage = asRecord(raw);
  const input = countOf(usage['input_tokens']);
  const output = countOf(usage['output_tokens']);
  if (input === null || output === null) return null;
  const thinking = countOf(asRecord(usage['output_tokens_details'])['thinking_tokens']) ?? 0;
  return usageOf({
    input,
    cacheRead: countOf(usage['cache_read_input_tokens']) ?? 0,
    ...cacheWrites(usage),
    output,
    reasoning: Math.min(thinking, output),
    searchRequests: countOf(asRecord(usage['server_tool_use'])['web_search_requests']) ?? 0,
    multipliers: multipliersOf(usage),
  });
}

/** The split by lifetime is told at the beginning only; what was written later lives for the usual five minutes. */
function cacheWrites(usage: Json): Pick<Usage, 'cacheWrite' | 'cacheWriteLong'> {
  const split = asRecord(usage['cache_creation']);
  const short = countOf(split['ephemeral_5m_input_tokens']) ?? 0;
  const long = countOf(split['ephemeral_1h_input_tokens']) ?? 0;
  const total = countOf(usage['cache_creation_input_tokens']) ?? short + long;
  const cacheWriteLong = Math.min(long, total);
  return { cacheWrite: total - cacheWriteLong, cacheWriteLong };
}

/** Everything but the standard has a price of its own; a name that the price list does not know has none. */
function multipliersOf(usage: Json): string[] {
  const tiers = [textOf(usage['service_tier']), textOf(usage['speed'])].filter((tier) => tier !== 'standard');
  const geo = textOf(usage['inference_geo']);
  const region = geo === null || GEOS_WITHOUT_SURCHARGE.has(geo) ? null : `inference_geo_${geo}`;
  return [...tiers, region].filter((name) => name !== null);
}
