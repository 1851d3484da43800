import { usageOf } from '../usage.js';
import { normaliseOpenAiUsage } from './openai-usage.js';

describe('usage of OpenAI', () => {
  it('tells long cache writes from short ones', () => {
    const raw = {
      input_tokens: 5000,
      input_tokens_details: {
        cached_tokens: 1000,
        cache_write_tokens: 3000,
        cache_write_tokens_details: { ttl_30m_tokens: 1000, ttl_12h_tokens: 2000 },
      },
      output_tokens: 10,
    };
    const expected = usageOf({ input: 1000, cacheRead: 1000, cacheWrite: 1000, cacheWriteLong: 2000, output: 10 });
    expect(normaliseOpenAiUsage(raw)).toEqual(expected);
  });

  it('reads counts without details, as small servers report them', () => {
    const raw = { prompt_tokens: 12, completion_tokens: 3, prompt_tokens_details: null };
    expect(normaliseOpenAiUsage(raw)).toEqual(usageOf({ input: 12, output: 3 }));
  });
});
