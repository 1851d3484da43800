import { type FakeProvider, startFakeProvider } from '@nyla/fake-provider';
import { type TavilyClient, tavily } from '@tavily/core';

/** The official SDK is the judge of whether our fake provider speaks the real wire format. */
describe('the fake search, seen by the official SDK', () => {
  let fake: FakeProvider;
  let client: TavilyClient;

  beforeAll(async () => {
    fake = await startFakeProvider();
    client = tavily({ apiKey: fake.apiKey ?? '', apiBaseURL: fake.baseUrls.tavily });
  });
  afterEach(() => fake.reset());
  afterAll(() => fake.close());

  it('finds pages', async () => {
    fake.script({ results: 3 });
    const response = await client.search('Was kostet ein Zug?', { maxResults: 8 });
    expect(response).toMatchObject({ query: 'Was kostet ein Zug?', images: [], responseTime: 0.42 });
    expect(response.results.map(({ url }) => url)).toEqual(
      [1, 2, 3].map((number) => `https://example.com/result-${number}`),
    );
    expect(response.results[0]).toMatchObject({ title: 'Result 1 for Was kostet ein Zug?', score: 0.99 });
    expect(response.requestId).toMatch(/^search_fake\d+$/);
  });

  it.each([
    ['basic', 1],
    ['advanced', 2],
  ] as const)('reports what a %s search costs only where it is asked for', async (searchDepth, credits) => {
    expect((await client.search('Zug', { searchDepth })).usage).toBeUndefined();
    expect((await client.search('Zug', { searchDepth, includeUsage: true })).usage).toEqual({ credits });
  });

  it('follows a script', async () => {
    fake.script({ results: 0, credits: 0 });
    const response = await client.search('Zug', { includeUsage: true });
    expect([response.results, response.usage]).toEqual([[], { credits: 0 }]);
  });

  it.each([400, 429, 432, 433, 500])('refuses with %i in the words of the real interface', async (status) => {
    fake.script({ status });
    await expect(client.search('Zug')).rejects.toThrow(`Scripted refusal with status ${status}`);
  });

  it('refuses a wrong key and a question that is too long', async () => {
    const stranger = tavily({ apiKey: 'tvly-wrong', apiBaseURL: fake.baseUrls.tavily });
    await expect(stranger.search('Zug')).rejects.toThrow('Incorrect API key');
    await expect(client.search('a'.repeat(401))).rejects.toThrow('Max query length is 400 characters');
  });
});
