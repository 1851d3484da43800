import { usageOf } from '../../usage.js';
import { normaliseAnthropicUsage } from './anthropic-usage.js';

describe('usage of Anthropic', () => {
  const counts = { input_tokens: 10, output_tokens: 5 };

  it('counts what was cached beside the input, never in it', () => {
    const raw = {
      ...counts,
      cache_read_input_tokens: 2000,
      cache_creation_input_tokens: 300,
      cache_creation: { ephemeral_5m_input_tokens: 100, ephemeral_1h_input_tokens: 200 },
    };
    const expected = usageOf({ input: 10, cacheRead: 2000, cacheWrite: 100, cacheWriteLong: 200, output: 5 });
    expect(normaliseAnthropicUsage(raw)).toEqual(expected);
  });

  it.each([
    ['without a split all of it is short', { cache_creation_input_tokens: 300 }, 300, 0],
    ['a split that is null is none', { cache_creation_input_tokens: 300, cache_creation: null }, 300, 0],
    ['a split without a total counts', { cache_creation: { ephemeral_1h_input_tokens: 40 } }, 0, 40],
    [
      'what was written after the split was told is short',
      { cache_creation_input_tokens: 300, cache_creation: { ephemeral_1h_input_tokens: 200 } },
      100,
      200,
    ],
    [
      'a split never exceeds its total',
      { cache_creation_input_tokens: 50, cache_creation: { ephemeral_1h_input_tokens: 200 } },
      0,
      50,
    ],
  ])('cache writes: %s', (_, fields, cacheWrite, cacheWriteLong) => {
    expect(normaliseAnthropicUsage({ ...counts, ...fields })).toMatchObject({ input: 10, cacheWrite, cacheWriteLong });
  });

  it('knows searches and thinking', () => {
    const raw = {
      ...counts,
      server_tool_use: { web_search_requests: 3, web_fetch_requests: 1 },
      output_tokens_details: { thinking_tokens: 4 },
    };
    expect(normaliseAnthropicUsage(raw)).toEqual(usageOf({ input: 10, output: 5, reasoning: 4, searchRequests: 3 }));
  });

  it.each([
    [{ service_tier: 'standard', speed: 'standard', inference_geo: 'global' }, []],
    [{ service_tier: null, speed: null, inference_geo: 'not_available' }, []],
    [{ inference_geo: 'us' }, ['inference_geo_us']],
    [{ inference_geo: 'eu' }, ['inference_geo_eu']],
    [{ service_tier: 'batch' }, ['batch']],
    [{ service_tier: 'priority', speed: 'fast', inference_geo: 'us' }, ['priority', 'fast', 'inference_geo_us']],
  ])('%j is priced by %j', (fields, multipliers) => {
    expect(normaliseAnthropicUsage({ ...counts, ...fields })?.multipliers).toEqual(multipliers);
  });
});
