import { CONNECTOR_TYPES } from '@nyla/contracts/constants';
import { readEnv } from '../config/env.js';
import { createConnectors } from './create-connectors.js';

const typesOf = (settings: Record<string, string>): string[] =>
  createConnectors(readEnv(settings)).map(({ connectorType }) => connectorType);

describe('the connectors of a gateway', () => {
  it('simulate answers in demo mode only: they are charged like real ones', () => {
    expect(typesOf({ NYLA_DEMO: '1' })).toContain('demo');
    expect(typesOf({ NYLA_DEMO: '0' })).not.toContain('demo');
    expect(typesOf({})).not.toContain('demo');
  });

  it('come in the order in which they are listed everywhere', () => {
    expect(typesOf({ NYLA_DEMO: '1' })).toEqual([...CONNECTOR_TYPES]);
  });

  it('are there without a key, as not configured', () => {
    expect(createConnectors(readEnv({})).filter((connector) => connector.isConfigured())).toEqual([]);
    const configured = createConnectors(
      readEnv({
        ANTHROPIC_API_KEY: 'sk-ant-test-test',
        OPENAI_API_KEY: 'sk-test-test',
        PERPLEXITY_API_KEY: 'pplx-test-test',
        TAVILY_API_KEY: 'tvly-test-test',
        LOCAL_BASE_URL: 'http://127.0.0.1:1/v1',
      }),
    );
    expect(configured.every((connector) => connector.isConfigured())).toBe(true);
  });
});
