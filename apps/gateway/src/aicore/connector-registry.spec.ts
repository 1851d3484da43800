import { ConnectorRegistry } from './connector-registry.js';
import { DemoConnector } from './plugins/demo/demo-connector.js';
import { LocalConnector } from './plugins/local/local-connector.js';
import { OpenAiConnector } from './plugins/openai/openai-connector.js';

describe('ConnectorRegistry', () => {
  const demo = new DemoConnector();
  const local = new LocalConnector({ apiKey: null, baseUrl: null });
  const openai = new OpenAiConnector({ apiKey: null, baseUrl: 'https://api.openai.com/v1' });

  it('lists connectors in the fixed order, those without a plugin absent', () => {
    const registry = new ConnectorRegistry([demo, openai, local]);
    expect(registry.list()).toEqual([openai, local, demo]);
    expect(registry.get('demo')).toBe(demo);
    expect(registry.find('anthropic')).toBeUndefined();
    expect(() => registry.get('anthropic')).toThrow('anthropic');
  });

  it('refuses two connectors of one type', () => {
    expect(() => new ConnectorRegistry([demo, new DemoConnector()])).toThrow('same type');
  });

  it('counts a connector without a key or an address as not configured', () => {
    expect([openai, local, demo].map((connector) => connector.isConfigured())).toEqual([false, false, true]);
  });
});
