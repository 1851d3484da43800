import { parseDecimal } from '@nyla/money';
import type { ModelRequest, Pricing } from '../../connector.contract.js';
import { PriceMissingError } from '../../price-calculation.js';
import { SHIPPED_PRICES } from '../../price-list.data.js';
import { usageOf } from '../../usage.js';
import { OpenAiConnector } from './openai-connector.js';

describe('OpenAiConnector', () => {
  const connector = new OpenAiConnector({ apiKey: 'sk-test', baseUrl: 'http://127.0.0.1:9/v1' });

  function pricingOf(model: string): Pricing {
    const row = SHIPPED_PRICES.findLast((price) => price.connectorType === 'openai' && price.model === model)!;
    return {
      price: { ...row, id: '018f3c1e-0000-7000-8000-000000000001' },
      fx: { rate: parseDecimal('0.8'), date: '2026-11-20', source: 'test' },
      markupPercent: parseDecimal('50'),
    };
  }

  async function forecast(model: string) {
    const request: ModelRequest = { model, messages: [{ role: 'user', content: 'Hallo' }], maxOutputTokens: 100 };
    const info = (await connector.models()).find((candidate) => candidate.model === model)!;
    return connector.forecast(request, info);
  }

  it('reckons with the dearest input: cache writes where the model charges them', async () => {
    expect((await forecast('gpt-6-luna')).maximum).toMatchObject({ input: 0, cacheWrite: 25, output: 100 });
    expect((await forecast('gpt-5.5')).maximum).toMatchObject({ input: 25, cacheWrite: 0, output: 100 });
  });

  it('prices cache writes of older models as the input that they are', () => {
    const usage = usageOf({ input: 100, cacheWrite: 900 });
    const { receipt } = connector.calculatePriceCHF(usage, pricingOf('gpt-5.5'));
    expect(receipt.lines).toEqual([
      { kind: 'input', quantity: 1000, usd: '5', perUnits: 1_000_000, usdAmount: '0.005' },
    ]);
  });

  it('prices cache writes of newer models as such, and refuses a kind that has no price', () => {
    const { amount } = connector.calculatePriceCHF(usageOf({ cacheWrite: 1000 }), pricingOf('gpt-6-sol'));
    expect(amount).toBe(3_000_000n);
    const long = usageOf({ cacheWriteLong: 1 });
    expect(() => connector.calculatePriceCHF(long, pricingOf('gpt-6-sol'))).toThrow(PriceMissingError);
  });
});
