import { type FakeProvider, startFakeProvider } from '@nyla/fake-provider';
import Perplexity from '@perplexity-ai/perplexity_ai';

/** The official SDK is the judge of whether our fake provider speaks the real wire format. */
describe('the fake Agent API, seen by the official SDK', () => {
  let fake: FakeProvider;
  let client: Perplexity;

  beforeAll(async () => {
    fake = await startFakeProvider();
    client = new Perplexity({ apiKey: fake.apiKey ?? '', baseURL: fake.baseUrls.perplexity, maxRetries: 0 });
  });
  afterEach(() => fake.reset());
  afterAll(() => fake.close());

  it('answers a preset, with the bill', async () => {
    fake.script({ cost: '1.2e-05' });
    const response = await client.responses.create({ preset: 'fast', input: 'Guten Tag' });
    expect(response).toMatchObject({ object: 'response', status: 'completed' });
    expect(response.output_text.split(' ')).toHaveLength(24);
    expect(response.usage).toMatchObject({ input_tokens: 6, output_tokens: 24, total_tokens: 30 });
    expect(response.usage?.cost).toMatchObject({ currency: 'USD', total_cost: 0.000012 });
    expect(fake.requests[0]).toMatchObject({ method: 'POST', path: '/perplexity/responses', body: { preset: 'fast' } });
  });

  it('bills tokens and searches', async () => {
    const tools = [{ type: 'web_search' as const }];
    fake.script({ searches: 2, results: 4, words: 10 });
    const response = await client.responses.create({ model: 'perplexity/sonar', input: 'Guten Tag', tools });
    const searches = response.output.filter((item) => item.type === 'search_results');
    expect(searches.map(({ results }) => results.length)).toEqual([4, 4]);
    expect(response.usage?.tool_calls_details?.['search_web']?.invocation).toBe(2);
    // 6 × 0.25 / 10⁶ + 10 × 2.50 / 10⁶ + 2 × 0.0025
    expect(response.usage?.cost).toMatchObject({ input_cost: 0.0000015, output_cost: 0.000025, total_cost: 0.0050265 });
  });

  it('streams a run in the order of the real interface', async () => {
    fake.script({ words: 2, searches: 1 });
    const stream = await client.responses.create({
      model: 'perplexity/sonar',
      input: [{ type: 'message', role: 'user', content: 'Guten Tag' }],
      stream: true,
    });
    const types: string[] = [];
    const numbers: number[] = [];
    let text = '';
    for await (const event of stream) {
      types.push(event.type);
      numbers.push(event.sequence_number);
      if (event.type === 'response.output_text.delta') text += event.delta;
      if (event.type === 'response.completed') expect(event.response?.usage?.output_tokens).toBe(2);
    }
    expect(text.split(' ')).toHaveLength(2);
    expect(numbers).toEqual(numbers.map((_, index) => index));
    expect(types).toEqual([
      'response.created',
      'response.in_progress',
      'response.reasoning.started',
      'response.reasoning.search_queries',
      'response.reasoning.search_results',
      'response.reasoning.stopped',
      'response.output_item.added',
      'response.output_text.delta',
      'response.output_text.delta',
      'response.output_text.done',
      'response.output_item.done',
      'response.completed',
    ]);
  });

  it('says where the limit ended the answer', async () => {
    const response = await client.responses.create({ preset: 'low', input: 'Guten Tag', max_output_tokens: 16 });
    expect(response.output_text.split(' ')).toHaveLength(16);
    expect(response).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } });
  });

  it('fails in the middle of a stream', async () => {
    fake.script({ errorAfter: 3, errorCode: 'internal_error' });
    const failures = [];
    for await (const event of await client.responses.create({ preset: 'fast', input: 'Hallo', stream: true })) {
      if (event.type === 'response.failed') failures.push(event.error);
    }
    expect(failures).toEqual([{ message: 'The run failed', type: 'internal_error', code: 500 }]);
  });

  it.each([
    ['[[fake:status=429;errorCode=request_rate_limit_exceeded;retryAfter=3]]', 429, Perplexity.RateLimitError],
    ['[[fake:status=400;errorCode=invalid_model]]', 400, Perplexity.BadRequestError],
    ['[[fake:error=502]]', 502, Perplexity.InternalServerError],
  ])('refuses by the magic word %s', async (input, status, kind) => {
    const refusal = client.responses.create({ preset: 'fast', input });
    await expect(refusal).rejects.toThrow(kind);
    await expect(refusal).rejects.toMatchObject({ status, error: { error: { code: status } } });
  });

  it('refuses a wrong key', async () => {
    const stranger = new Perplexity({ apiKey: 'pplx-wrong', baseURL: fake.baseUrls.perplexity, maxRetries: 0 });
    const refusal = stranger.responses.create({ preset: 'fast', input: 'Hallo' });
    await expect(refusal).rejects.toThrow(Perplexity.AuthenticationError);
  });

  it('refuses fields that it does not know, as the real interface does', async () => {
    const body = { preset: 'fast', input: 'Hallo', frequency_penalty: 1 };
    await expect(client.responses.create(body)).rejects.toThrow(/unknown field .*frequency_penalty/);
    await expect(client.responses.create({ input: 'Hallo' })).rejects.toMatchObject({ status: 400 });
  });
});
