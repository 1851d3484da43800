import { type FakeProvider, startFakeProvider } from '@nyla/fake-provider';
import OpenAI, { APIError } from 'openai';

/** The official SDK is the judge of whether our fake provider speaks the real wire format. */
describe('the fake provider, seen by the official SDK', () => {
  let fake: FakeProvider;
  let client: OpenAI;

  beforeAll(async () => {
    fake = await startFakeProvider();
    client = new OpenAI({ apiKey: fake.apiKey ?? '', baseURL: fake.baseUrl, maxRetries: 0 });
  });
  afterEach(() => fake.reset());
  afterAll(() => fake.close());

  const messages = [{ role: 'user' as const, content: 'Guten Tag' }];

  it('answers a response', async () => {
    const response = await client.responses.create({ model: 'gpt-6-luna', input: 'Guten Tag' });
    expect(response.output_text.split(' ')).toHaveLength(24);
    expect(response.usage).toMatchObject({ input_tokens: 6, output_tokens: 24, total_tokens: 30 });
    // oxlint-disable-next-line no-underscore-dangle -- the SDK's own name
    expect(response._request_id).toMatch(/^req_fake_/);
  });

  it('streams a response, which the SDK puts together again', async () => {
    const stream = client.responses.stream({ model: 'gpt-6-luna', input: 'Guten Tag', max_output_tokens: 16 });
    const deltas: string[] = [];
    const numbers: number[] = [];
    stream.on('response.output_text.delta', (event) => deltas.push(event.delta));
    stream.on('event', (event) => numbers.push(event.sequence_number));
    const response = await stream.finalResponse();
    expect(response.status).toBe('incomplete');
    expect(response.incomplete_details?.reason).toBe('max_output_tokens');
    expect(deltas).toHaveLength(16);
    expect(response.output_text).toBe(deltas.join(''));
    expect(numbers).toEqual(numbers.map((_, index) => index));
  });

  it('completes a chat', async () => {
    const completion = await client.chat.completions.create({ model: 'gpt-4o', messages });
    expect(completion.choices[0]).toMatchObject({ finish_reason: 'stop', message: { role: 'assistant' } });
    expect(completion.usage).toMatchObject({ prompt_tokens: 6, completion_tokens: 24, total_tokens: 30 });
  });

  it('streams a chat, which the SDK puts together again', async () => {
    const stream = client.chat.completions.stream({
      model: 'gpt-4o',
      messages,
      max_completion_tokens: 16,
      stream_options: { include_usage: true },
    });
    const completion = await stream.finalChatCompletion();
    expect(completion.choices[0]?.finish_reason).toBe('length');
    expect(completion.usage?.completion_tokens).toBe(16);
  });

  it('reports usage of a streamed chat only where it is asked for', async () => {
    const chunks = [];
    for await (const chunk of await client.chat.completions.create({ model: 'gpt-4o', messages, stream: true })) {
      chunks.push(chunk);
    }
    expect(chunks.some((chunk) => chunk.usage)).toBe(false);
  });

  it('lists models', async () => {
    const ids = [];
    for await (const model of client.models.list()) ids.push(model.id);
    expect(ids).toEqual(['llama-test', 'qwen/test-7b']);
  });

  it.each([
    ['[[fake:error=500]]', 500, null],
    ['[[fake:status=429;retryAfter=3]]', 429, 'rate_limit_exceeded'],
    ['[[fake:status=503;errorCode=overloaded]]', 503, 'overloaded'],
  ])('refuses by the magic word %s', async (input, status, code) => {
    const refusal = client.responses.create({ model: 'gpt-6-luna', input });
    await expect(refusal).rejects.toThrow(APIError);
    await expect(refusal).rejects.toMatchObject({ status, code });
  });

  it('refuses a wrong key', async () => {
    const stranger = new OpenAI({ apiKey: 'sk-wrong', baseURL: fake.baseUrl, maxRetries: 0 });
    await expect(stranger.models.list()).rejects.toMatchObject({ status: 401, code: 'invalid_api_key' });
  });

  it('obeys magic words for usage, length and pace', async () => {
    const start = Date.now();
    const input = 'Hallo [[fake:words=3;delayMs=60]] Welt [[fake:usage={"input_tokens":7,"output_tokens":0}]]';
    const response = await client.responses.create({ model: 'gpt-6-luna', input });
    expect(response.output_text.split(' ')).toHaveLength(3);
    expect(response.usage).toMatchObject({ input_tokens: 7, output_tokens: 0 });
    expect(Date.now() - start).toBeGreaterThanOrEqual(55);
  });

  it('takes scripts from the test itself, for one request or for all', async () => {
    fake.script({ text: 'alle' });
    fake.scriptOnce({ text: 'einmal' });
    const ask = async (): Promise<string> =>
      (await client.responses.create({ model: 'gpt-6-luna', input: 'Hallo' })).output_text;
    expect([await ask(), await ask(), await ask()]).toEqual(['einmal', 'alle', 'alle']);
    expect(fake.requests.map(({ path, body }) => [path, body?.['model']])).toEqual(
      Array.from({ length: 3 }, () => ['/responses', 'gpt-6-luna']),
    );
  });

  it('tells a typing error in a magic word', async () => {
    const request = client.responses.create({ model: 'gpt-6-luna', input: '[[fake:wrods=3]]' });
    await expect(request).rejects.toMatchObject({ status: 400 });
  });
});
