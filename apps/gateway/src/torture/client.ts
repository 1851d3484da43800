import type { ChatStartEvent, MessageDto, MessagePriceDto } from '@nyla/contracts';

/** What came back; undefined where nobody can know what became of the request. */
export type Reply<T> = { readonly status: number; readonly body: T } | undefined;

export interface SendOptions {
  readonly baseUrl: string;
  readonly key: string;
  readonly idempotencyKey?: string;
  readonly body?: object;
}

/** How far an answer was heard. */
export interface Heard {
  readonly status: number;
  readonly start: ChatStartEvent | undefined;
  readonly price: MessagePriceDto | undefined;
  readonly done: MessageDto | undefined;
}

/** Longer than a gateway tries to book, so that whoever waits learns what became of it. */
const TIMEOUT_MS = 25_000;

export async function send<T>(method: 'GET' | 'POST' | 'PUT', path: string, options: SendOptions): Promise<Reply<T>> {
  try {
    const response = await fetch(`${options.baseUrl}/api/v1/${path}`, {
      method,
      headers: headersOf(options),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(options.body && { body: JSON.stringify(options.body) }),
    });
    return { status: response.status, body: (await response.json()) as T };
  } catch {
    return undefined;
  }
}

/**
 * Sends a message and reads the answer to its end, or as far as the connection lives.
 * @param hangUpAfter so many pieces of the answer; undefined: never
 */
export async function ask(chatId: string, options: SendOptions, hangUpAfter: number | undefined): Promise<Heard> {
  const controller = new AbortController();
  const heard: { -readonly [Key in keyof Heard]: Heard[Key] } = {
    status: 0,
    start: undefined,
    price: undefined,
    done: undefined,
  };
  let pieces = 0;
  try {
    const response = await fetch(`${options.baseUrl}/api/v1/chats/${chatId}/messages`, {
      method: 'POST',
      headers: headersOf(options),
      body: JSON.stringify(options.body),
      signal: AbortSignal.any([controller.signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    heard.status = response.status;
    if (!response.headers.get('content-type')?.startsWith('text/event-stream') || !response.body) {
      await response.text();
      return heard;
    }
    for await (const { name, data } of eventsOf(response.body)) {
      if (name === 'start') heard.start = data as ChatStartEvent;
      if (name === 'price') heard.price = data as MessagePriceDto;
      if (name === 'done') heard.done = data as MessageDto;
      if (name === 'delta' && ++pieces === hangUpAfter) controller.abort();
    }
  } catch {
    // The gateway died, or hung up, or we did: what was heard before counts.
  }
  return heard;
}

function headersOf({ key, idempotencyKey, body }: SendOptions): Record<string, string> {
  return {
    authorization: `Bearer ${key}`,
    ...(body && { 'content-type': 'application/json' }),
    ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
  };
}

/** Whole events only: half of one is none. */
async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<{ name: string; data: unknown }> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const lines = block.split('\n');
      const name = lines.find((line) => line.startsWith('event: '))?.slice(7);
      const data = lines.find((line) => line.startsWith('data: '))?.slice(6);
      if (name !== undefined && data !== undefined) yield { name, data: JSON.parse(data) as unknown };
    }
  }
}
