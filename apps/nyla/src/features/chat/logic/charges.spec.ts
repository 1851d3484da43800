import { PROVIDER_WEB_SEARCH } from '@nyla/contracts/constants';
import { toChf } from '@/lib/money';
import { chargeKind, failedModelId, totalCharged } from './charges';
import { charge, message, source } from './chat.fixtures';

const price = { transactionId: 't1', amount: '0.3', estimated: false };
const answer = (rest: Parameters<typeof message>[2]) => message('a1', 'assistant', { model: 'openai/sol', ...rest });

describe('totalCharged', () => {
  it('adds the bookings up without the drift of floating point', () => {
    const charges = [charge('demo/search', '0.1'), charge('openai/sol', '0.2')];
    expect(totalCharged(answer({ charges }))).toBe(300_000_000n);
    const tiny = Array.from({ length: 1_000 }, () => charge('demo/sage', '0.000000012'));
    expect(toChf(totalCharged(answer({ charges: tiny })) ?? 0n)).toBe('0.000012');
  });

  it('is the announced sum while the bookings are not known, and null before anything is booked', () => {
    expect(totalCharged(answer({ price }))).toBe(300_000_000n);
    expect(totalCharged(answer({}))).toBeNull();
    expect(totalCharged(answer({ charges: [charge('demo/sage', '0.00')] }))).toBe(0n);
  });
});

describe('chargeKind', () => {
  const asked = answer({ webSearch: 'tavily/search-basic' });

  it.each([
    ['tavily/search-basic', 'completed', 'search'],
    ['perplexity/preset/fast', 'failed', 'failed'],
    ['openai/sol', 'aborted', 'aborted'],
    ['openai/sol', 'completed', 'answer'],
  ] as const)('%s, %s: %s', (id, outcome, kind) => {
    expect(chargeKind(charge(id, '0.01', { outcome }), asked)).toBe(kind);
  });
});

describe('failedModelId', () => {
  const searched = charge('tavily/search-basic', '0.0096');

  it('blames the search until it is booked as done', () => {
    expect(failedModelId(answer({ webSearch: 'tavily/search-basic' }))).toBe('tavily/search-basic');
    expect(failedModelId(answer({ webSearch: 'tavily/search-basic', charges: [searched] }))).toBe('openai/sol');
    expect(failedModelId(answer({ webSearch: 'tavily/search-basic', sources: [source(1)] }))).toBe('openai/sol');
    const failed = { ...searched, outcome: 'failed' as const };
    expect(failedModelId(answer({ webSearch: 'tavily/search-basic', charges: [failed] }))).toBe('tavily/search-basic');
  });

  it('blames the model otherwise, of several the last that failed', () => {
    expect(failedModelId(answer({}))).toBe('openai/sol');
    expect(failedModelId(answer({ webSearch: PROVIDER_WEB_SEARCH }))).toBe('openai/sol');
    const candidate = (model: string, outcome: 'failed' | 'not_needed') => ({
      model,
      displayName: model,
      outcome,
      likely: null,
      maximum: null,
      errorCode: null,
      transactionId: null,
    });
    const candidates = [
      candidate('openai/sol', 'failed'),
      candidate('demo/sage', 'failed'),
      candidate('x/y', 'not_needed'),
    ];
    const decision = { requested: 'auto/best', chosen: null, candidates };
    expect(failedModelId(answer({ decision }))).toBe('demo/sage');
  });
});
