import { all } from '../../../../test/support/provider-events.js';
import { modelOf, pricingOf } from '../../../../test/support/shipped-pricing.js';
import type { ChatTurn, ModelRequest } from '../../connector.contract.js';
import { PriceMissingError } from '../../price-calculation.js';
import { usageOf } from '../../usage.js';
import { AnthropicConnector, type AnthropicSettings } from './anthropic-connector.js';

const NEW = 'claude-haiku-5-5';
/** From before models could be told where to run. */
const OLD = 'claude-haiku-4-5';
const LONG = 'Ein längerer Text über Rechnungen. '.repeat(1_000);

interface Sent {
  readonly url: string;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What the connector sends; the answer is empty. */
async function send(request: ModelRequest, settings: Partial<AnthropicSettings> = {}): Promise<Sent> {
  const sent: Sent[] = [];
  const answer: typeof fetch = async (url, init) => {
    const request = new Request(url, init);
    sent.push({ url: request.url, headers: request.headers, body: (await request.json()) as Sent['body'] });
    return Response.json({ type: 'message', content: [], stop_reason: 'end_turn' });
  };
  const connector = new AnthropicConnector({
    apiKey: 'sk-ant-test',
    baseUrl: 'https://api.anthropic.com',
    fetch: answer,
    ...settings,
  });
  const events = connector.stream(request, modelOf('anthropic', request.model), new AbortController().signal);
  await all(events);
  return sent[0]!;
}

function ask(messages: readonly ChatTurn[], model = NEW): ModelRequest {
  return { model, messages, maxOutputTokens: 100 };
}

const question: ChatTurn = { role: 'user', content: 'Und nun?' };
const conversation = (content: string): ChatTurn[] => [
  { role: 'user', content },
  { role: 'assistant', content: 'Gut.' },
  question,
];

describe('AnthropicConnector', () => {
  it.each([
    'https://api.anthropic.com',
    'https://api.anthropic.com/',
    'https://api.anthropic.com/v1',
    'https://api.anthropic.com/v1/',
  ])('takes the address %s', async (baseUrl) => {
    const { url, headers } = await send(ask([question]), { baseUrl });
    expect(url).toBe('https://api.anthropic.com/v1/messages');
    expect(headers.get('x-api-key')).toBe('sk-ant-test');
    expect(headers.get('anthropic-version')).toBe('2023-06-01');
    expect(headers.has('authorization')).toBe(false);
  });

  it('tells a model where to run if the model takes it, and expects the surcharge', async () => {
    const us = { inferenceGeo: 'us' as const };
    expect((await send(ask([question]))).body['inference_geo']).toBe('global');
    expect((await send(ask([question]), us)).body['inference_geo']).toBe('us');
    expect((await send(ask([question], OLD), us)).body).not.toHaveProperty('inference_geo');
    const connector = new AnthropicConnector({ apiKey: null, baseUrl: 'http://127.0.0.1:9', ...us });
    const multipliersOf = (name: string): readonly (readonly string[])[] => {
      const model = modelOf('anthropic', name);
      const { price } = pricingOf('anthropic', name);
      const { likely, maximum } = connector.forecast(ask([question], name), model, price);
      const estimate = connector.estimateUsage(ask([question], name), 'Gut.', model, price);
      return [likely, maximum, estimate].map(({ multipliers }) => multipliers);
    };
    expect(multipliersOf(NEW)).toEqual([['inference_geo_us'], ['inference_geo_us'], ['inference_geo_us']]);
    expect(multipliersOf(OLD)).toEqual([[], [], []]);
  });

  it('has the provider keep a long conversation that goes on, and no other', async () => {
    const cacheControlOf = async (messages: readonly ChatTurn[]): Promise<unknown> =>
      (await send(ask(messages))).body['cache_control'];
    expect(await cacheControlOf(conversation(LONG))).toEqual({ type: 'ephemeral' });
    expect(await cacheControlOf(conversation('Hallo'))).toBeUndefined();
    expect(await cacheControlOf([{ role: 'user', content: LONG }, question])).toBeUndefined();
  });

  describe('forecast', () => {
    const connector = new AnthropicConnector({ apiKey: null, baseUrl: 'http://127.0.0.1:9' });
    const forecast = (request: ModelRequest) =>
      connector.forecast(request, modelOf('anthropic', NEW), pricingOf('anthropic', NEW).price);

    it('holds the price of cache writes wherever the conversation may be kept', () => {
      expect(forecast(ask(conversation('Hallo'))).maximum).toMatchObject({ cacheWrite: 0 });
      const { maximum, likely } = forecast(ask(conversation(LONG)));
      expect(maximum.input).toBe(0);
      expect(maximum.cacheWrite).toBeGreaterThan(likely.input);
    });

    it('reckons with what a search may add: with it the conversation may become long enough', () => {
      const request = { ...ask(conversation('Hallo')), contextTokens: 10_000 };
      expect(forecast(request).maximum).toMatchObject({ input: 0, cacheWrite: expect.any(Number) });
    });

    it('costs at least what writing the whole conversation costs', () => {
      const pricing = pricingOf('anthropic', NEW);
      const { maximum, likely } = forecast(ask(conversation(LONG)));
      const written = usageOf({ cacheWrite: likely.input, output: 100 });
      const [highest, real] = [maximum, written].map((usage) => connector.calculatePriceCHF(usage, pricing).amount);
      expect(real).toBeLessThanOrEqual(highest!);
    });
  });

  it('refuses to price a surcharge that the list does not know', () => {
    const connector = new AnthropicConnector({ apiKey: null, baseUrl: 'http://127.0.0.1:9' });
    const pricing = pricingOf('anthropic', NEW);
    const priceOf = (fields: object) => {
      const usage = connector.normaliseUsage({ input_tokens: 1_000_000, output_tokens: 0, ...fields })!;
      return connector.calculatePriceCHF(usage, pricing);
    };
    expect(() => priceOf({ inference_geo: 'eu' })).toThrow(PriceMissingError);
    const [standard, us] = [priceOf({}), priceOf({ inference_geo: 'us' })];
    expect(us.amount * 10n).toBe(standard.amount * 11n);
    expect(us.receipt.multipliers).toEqual([{ name: 'inference_geo_us', factor: '1.1' }]);
  });
});
