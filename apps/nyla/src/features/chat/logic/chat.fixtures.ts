import type { ConnectorType, MessageChargeDto, MessageDto, ModelDto, SourceDto } from '@nyla/contracts';

/** Data for tests, complete as the server sends it; a test names only what it is about. */
export function message(id: string, role: MessageDto['role'], rest: Partial<MessageDto> = {}): MessageDto {
  return {
    id,
    role,
    status: 'completed',
    content: id,
    model: null,
    usage: null,
    price: null,
    charges: [],
    sources: [],
    decision: null,
    webSearch: null,
    errorCode: null,
    createdAt: '2026-11-22T10:00:00.000Z',
    ...rest,
  };
}

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

export function source(number: number, rest: Partial<SourceDto> = {}): SourceDto {
  return {
    url: `https://example.com/${number}`,
    title: `Seite ${number}`,
    snippet: null,
    publishedDate: null,
    ...rest,
  };
}

export function charge(id: string, amount: string, rest: Partial<MessageChargeDto> = {}): MessageChargeDto {
  const [connectorType = '', ...name] = id.split('/');
  return {
    transactionId: `t-${id}`,
    amount,
    estimated: false,
    connectorType: connectorType as ConnectorType,
    model: name.join('/'),
    outcome: 'completed',
    ...rest,
  };
}
