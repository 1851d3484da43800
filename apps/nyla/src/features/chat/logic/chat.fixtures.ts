import type { ConnectorType, MessageChargeDto, MessageDto, SourceDto } from '@nyla/contracts';

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
