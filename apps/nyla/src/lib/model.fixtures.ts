import type { ConnectorType, ModelDto } from '@nyla/contracts';

/** A model for tests, complete as the server sends it; a test names only what it is about. */
export function model(id: string, rest: Partial<ModelDto> = {}, typicalAnswer = '0.01'): ModelDto {
  const [connectorType = '', ...name] = id.split('/');
  const usable = rest.usable ?? true;
  return {
    id,
    connectorType: connectorType as ConnectorType,
    model: name.join('/'),
    displayName: name.join('/'),
    status: 'active',
    shutdownDate: null,
    replacement: null,
    contextWindow: 100_000,
    maxOutputTokens: 8_000,
    defaultOutputTokens: 2_000,
    capabilities: ['chat'],
    modelClass: null,
    released: null,
    price: {
      inputPerMillion: '1.00',
      outputPerMillion: '2.00',
      cacheReadPerMillion: null,
      cacheWritePerMillion: null,
      longPromptAbove: null,
      longPromptInputPerMillion: null,
      longPromptOutputPerMillion: null,
      searchRequest: null,
      maximumPerCall: null,
      typicalAnswer,
      priceVersionId: 'p',
      validFrom: '2026-01-01',
      confirmed: true,
    },
    reason: usable ? null : 'not_permitted',
    simulated: false,
    ...rest,
    usable,
  };
}
