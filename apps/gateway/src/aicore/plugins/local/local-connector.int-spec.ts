import { startFakeProvider } from '@nyla/fake-provider';
import { LocalConnector } from './local-connector.js';

describe('the models of LocalConnector', () => {
  it('asks the server for its models, and keeps the list while the server is away', async () => {
    const server = await startFakeProvider({ apiKey: null, models: ['a', 'org/b', 'a'] });
    const connector = new LocalConnector({ apiKey: null, baseUrl: server.baseUrl });
    expect((await connector.models()).map(({ model }) => model)).toEqual(['a', 'org/b']);
    await Promise.all([connector.models(), connector.models()]);
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
    await server.close();
    expect(await connector.models()).toHaveLength(2);
  });

  it('lists nothing where no server answers or none is set', async () => {
    const gone = await startFakeProvider();
    await gone.close();
    expect(await new LocalConnector({ apiKey: null, baseUrl: gone.baseUrl }).models()).toEqual([]);
    const off = new LocalConnector({ apiKey: null, baseUrl: null });
    expect(off.isConfigured()).toBe(false);
    expect(await off.models()).toEqual([]);
  });
});
