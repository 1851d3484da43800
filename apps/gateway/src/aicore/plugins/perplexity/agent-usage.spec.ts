import { parseDecimal } from '@nyla/money';
import { usageOf } from '../../usage.js';
import { normaliseAgentUsage } from './agent-usage.js';

const TOKENS = { input_tokens: 100, output_tokens: 20, total_tokens: 120 };

describe('normaliseAgentUsage', () => {
  it('reads tokens, cache, reasoning, searches and the bill; none is counted twice', () => {
    const raw = {
      input_tokens: 11_575,
      input_tokens_details: {
        cache_creation_input_tokens: 6_296,
        cache_read_input_tokens: 5_270,
        cached_tokens: 5_270,
      },
      output_tokens: 227,
      output_tokens_details: { reasoning_tokens: 28 },
      tool_calls_details: { search_web: { cost_usd: 0.005, invocation: 2 }, fetch_url: { invocation: 1 } },
      total_tokens: 11_802,
      cost: { currency: 'USD', input_cost: 0, output_cost: 0.00057, tool_calls_cost: 0.005, total_cost: '0.00747' },
    };
    expect(normaliseAgentUsage(raw)).toEqual(
      usageOf({
        input: 9,
        cacheRead: 5_270,
        cacheWrite: 6_296,
        output: 227,
        reasoning: 28,
        searchRequests: 2,
        providerCostUsd: parseDecimal('0.00747'),
      }),
    );
  });

  it.each([
    ['search_web', 3],
    ['web_search', 3],
    ['fetch_url', 0],
  ])('counts searches that are billed as %s: %i', (tool, searchRequests) => {
    const raw = { ...TOKENS, tool_calls_details: { [tool]: { invocation: 3 } } };
    expect(normaliseAgentUsage(raw)).toEqual(usageOf({ input: 100, output: 20, searchRequests }));
  });

  it.each([
    ['0.00408', '0.00408'],
    ['1.2e-05', '0.000012'],
    ['0', '0'],
  ])('takes the bill %s digit for digit', (total, exact) => {
    const cost = { currency: 'USD', total_cost: total };
    expect(normaliseAgentUsage({ ...TOKENS, cost })?.providerCostUsd).toMatchObject(parseDecimal(exact));
    expect(normaliseAgentUsage({ cost })).toMatchObject({ input: 0, output: 0, providerCostUsd: parseDecimal(exact) });
  });

  it.each([
    ['another currency', { currency: 'EUR', total_cost: '0.5' }],
    ['no currency', { total_cost: '0.5' }],
    ['a negative one', { currency: 'USD', total_cost: '-0.5' }],
    ['a float', { currency: 'USD', total_cost: 0.5 }],
    ['no number', { currency: 'USD', total_cost: 'much' }],
    ['an absurd one', { currency: 'USD', total_cost: '1e300' }],
    ['none', null],
  ])('prices the tokens where the bill is unreadable: %s', (_, cost) => {
    expect(normaliseAgentUsage({ ...TOKENS, cost })).toEqual(usageOf({ input: 100, output: 20 }));
    expect(normaliseAgentUsage({ cost })).toBeNull();
  });
});
