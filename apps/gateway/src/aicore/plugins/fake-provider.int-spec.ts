import Anthropic from '@anthropic-ai/sdk';
import { type FakeProvider, startFakeProvider } from '@nyla/fake-provider';
import OpenAI, { APIError } from 'openai';

/** The official SDKs are the judges of whether our fake provider speaks the real wire format. */
describe('the fake provider, seen by the SDK of OpenAI', () => {
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

  it('searches the web for a response, and cites what it found', async () => {
    fake.script({ searches: 2, words: 3 });
    const request = {
      model: 'gpt-6-luna',
      input: 'Guten Tag',
      tools: [{ type: 'web_search' as const }],
      max_tool_calls: 5,
    };
    const types: string[] = [];
    const stream = client.responses.stream(request);
    stream.on('event', ({ type }) => types.push(type));
    for (const response of [await stream.finalResponse(), await client.responses.create(request)]) {
      const actions = response.output.map((item) => (item.type === 'web_search_call' ? item.action.type : item.type));
      expect(actions).toEqual(['search', 'open_page', 'search', 'open_page', 'message']);
      const citation = { type: 'url_citation', url: expect.stringMatching(/^https:/), title: expect.any(String) };
      expect(response.output.at(-1)).toMatchObject({ content: [{ annotations: [citation, citation] }] });
    }
    expect(types).toEqual(expect.arrayContaining(['response.web_search_call.completed']));
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

describe('the fake provider, seen by the SDK of Anthropic', () => {
  let fake: FakeProvider;
  let client: Anthropic;

  beforeAll(async () => {
    fake = await startFakeProvider();
    client = new Anthropic({ apiKey: fake.apiKey, baseURL: fake.baseUrls.anthropic, maxRetries: 0 });
  });
  afterEach(() => fake.reset());
  afterAll(() => fake.close());

  const request = {
    model: 'claude-haiku-5-5',
    max_tokens: 16,
    messages: [{ role: 'user' as const, content: 'Guten Tag' }],
  };
  const textOf = ({ content }: Anthropic.Message): string =>
    content.map((block) => (block.type === 'text' ? block.text : '')).join('');

  it('answers', async () => {
    const message = await client.messages.create({ ...request, max_tokens: 100 });
    expect(message).toMatchObject({ role: 'assistant', stop_reason: 'end_turn' });
    expect(textOf(message).split(' ')).toHaveLength(24);
    expect(message.usage).toMatchObject({ input_tokens: 6, output_tokens: 24, cache_read_input_tokens: 0 });
    // oxlint-disable-next-line no-underscore-dangle -- the SDK's own name
    expect(message._request_id).toMatch(/^req_fake_/);
  });

  it('streams an answer, which the SDK puts together again', async () => {
    const stream = client.messages.stream({ ...request, inference_geo: 'us' });
    const texts: string[] = [];
    stream.on('text', (text) => texts.push(text));
    const message = await stream.finalMessage();
    expect(message.stop_reason).toBe('max_tokens');
    expect(texts).toHaveLength(16);
    expect(textOf(message)).toBe(texts.join(''));
    expect(message.usage).toMatchObject({ input_tokens: 6, output_tokens: 16, inference_geo: 'us' });
    expect(stream.request_id).toMatch(/^req_fake_/);
  });

  it('sends every event of the real interface', async () => {
    fake.script({ thinking: true, searches: 1, words: 2 });
    const tools = [{ type: 'web_search_20250305' as const, name: 'web_search' as const, max_uses: 3 }];
    const types = new Set<string>();
    const stream = client.messages.stream({ ...request, tools });
    stream.on('streamEvent', (event) => {
      types.add(event.type);
      if (event.type === 'content_block_start') types.add(event.content_block.type);
      if (event.type === 'content_block_delta') types.add(event.delta.type);
    });
    const streamed = await stream.finalMessage();
    expect([...types]).toEqual([
      'message_start',
      'content_block_start',
      'thinking',
      'content_block_delta',
      'thinking_delta',
      'signature_delta',
      'content_block_stop',
      'server_tool_use',
      'input_json_delta',
      'web_search_tool_result',
      'text',
      'text_delta',
      'citations_delta',
      'message_delta',
      'message_stop',
    ]);
    const whole = await client.messages.create({ ...request, tools });
    expect(streamed.content).toEqual(whole.content);
    expect(streamed.usage).toMatchObject(whole.usage);
    expect(whole.usage.server_tool_use).toEqual({ web_search_requests: 1, web_fetch_requests: 0 });
    expect(whole.content.map(({ type }) => type)).toEqual([
      'thinking',
      'server_tool_use',
      'web_search_tool_result',
      'text',
    ]);
  });

  it.each([
    [400, Anthropic.BadRequestError, 'invalid_request_error'],
    [402, Anthropic.APIError, 'billing_error'],
    [403, Anthropic.PermissionDeniedError, 'permission_error'],
    [404, Anthropic.NotFoundError, 'not_found_error'],
    [429, Anthropic.RateLimitError, 'rate_limit_error'],
    [500, Anthropic.InternalServerError, 'api_error'],
    [529, Anthropic.InternalServerError, 'overloaded_error'],
  ])('refuses with status %i', async (status, error, type) => {
    fake.script({ status });
    const refusal = client.messages.create(request);
    await expect(refusal).rejects.toThrow(error);
    await expect(refusal).rejects.toMatchObject({ status, type, requestID: expect.stringMatching(/^req_fake_/) });
  });

  it('breaks off a stream with an error', async () => {
    fake.script({ errorAfter: 4, errorCode: 'overloaded_error' });
    await expect(client.messages.stream(request).finalMessage()).rejects.toMatchObject({ type: 'overloaded_error' });
  });

  it('refuses a wrong key, unknown fields, empty turns, and a region where the model knows none', async () => {
    const stranger = new Anthropic({ apiKey: 'sk-ant-wrong', baseURL: fake.baseUrls.anthropic, maxRetries: 0 });
    await expect(stranger.messages.create(request)).rejects.toThrow(Anthropic.AuthenticationError);
    for (const wrong of [
      { ...request, max_output_tokens: 5 },
      { ...request, messages: [{ role: 'user' as const, content: ' ' }] },
      { ...request, model: 'claude-haiku-4-5', inference_geo: 'us' },
    ]) {
      await expect(client.messages.create(wrong)).rejects.toThrow(Anthropic.BadRequestError);
    }
  });
});
