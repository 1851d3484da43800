import { modelOf, pricingOf } from '../../../../test/support/shipped-pricing.js';
import type { ModelRequest, UsageForecast } from '../../connector.contract.js';
import { PriceMissingError } from '../../price-calculation.js';
import { usageOf } from '../../usage.js';
import { OpenAiConnector } from './openai-connector.js';

const EUROPE = 'https://eu.api.openai.com/v1';

function connectorAt(baseUrl: string): OpenAiConnector {
  return new OpenAiConnector({ apiKey: 'sk-test', baseUrl });
}

describe('OpenAiConnector', () => {
  const connector = connectorAt('http://127.0.0.1:9/v1');
  const ask = (model: string): ModelRequest => ({
    model,
    messages: [{ role: 'user', content: 'Hallo' }],
    maxOutputTokens: 100,
  });
  const forecast = (model: string, by = connector): UsageForecast =>
    by.forecast(ask(model), modelOf('openai', model), pricingOf('openai', model).price);

  it('reckons with the dearest input: cache writes where the model charges them', () => {
    expect(forecast('gpt-6-luna').maximum).toMatchObject({ input: 0, cacheWrite: 25, output: 100 });
    expect(forecast('gpt-5.5').maximum).toMatchObject({ input: 25, cacheWrite: 0, output: 100 });
  });

  it('prices cache writes of older models as the input that they are', () => {
    const usage = usageOf({ input: 100, cacheWrite: 900 });
    const { receipt } = connector.calculatePriceCHF(usage, pricingOf('openai', 'gpt-5.5'));
    expect(receipt.lines).toEqual([
      { kind: 'input', quantity: 1000, usd: '5', perUnits: 1_000_000, multiplier: '1', usdAmount: '0.005' },
    ]);
  });

  it('prices cache writes of newer models as such, and refuses a kind that has no price', () => {
    const pricing = pricingOf('openai', 'gpt-6-sol');
    const { amount } = connector.calculatePriceCHF(usageOf({ cacheWrite: 1000 }), pricing);
    expect(amount).toBe(3_000_000n);
    const long = usageOf({ cacheWriteLong: 1 });
    expect(() => connector.calculatePriceCHF(long, pricing)).toThrow(PriceMissingError);
  });

  it.each([
    ['https://api.openai.com/v1', false],
    ['https://gateway.example.ch/eu.api.openai.com/v1', false],
    ['https://eu.api.openai.com.example.ch/v1', false],
    [EUROPE, true],
    ['https://us.api.openai.com/v1/', true],
  ])('%s is a regional endpoint: %s', (baseUrl, isRegional) => {
    const multipliers = isRegional ? ['regional_processing'] : [];
    const usage = connectorAt(baseUrl).normaliseUsage({ input_tokens: 1, output_tokens: 1 });
    expect(usage?.multipliers).toEqual(multipliers);
  });

  it('expects the surcharge of a regional endpoint on every call, and charges it', () => {
    const europe = connectorAt(EUROPE);
    const { likely, maximum } = forecast('gpt-6-luna', europe);
    const model = modelOf('openai', 'gpt-6-luna');
    const pricing = pricingOf('openai', 'gpt-6-luna');
    const estimate = europe.estimateUsage(ask('gpt-6-luna'), 'Guten Tag', model, pricing.price);
    for (const { multipliers } of [likely, maximum, estimate]) expect(multipliers).toEqual(['regional_processing']);
    const [abroad, here] = [europe, connector].map((by) => {
      const usage = by.normaliseUsage({ input_tokens: 1_000_000, output_tokens: 0 })!;
      return by.calculatePriceCHF(usage, pricing).amount;
    });
    expect(abroad! * 10n).toBe(here! * 11n);
  });
});
