import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { ApiError, networkError } from './api-error';
import { apiFetch, type Query, type RequestOptions } from './client';

export interface ServerEvent {
  /** Name of the event; `message` when the server names none. */
  readonly event: string;
  readonly data: string;
}

const EVENT_STREAM = 'text/event-stream';
const FIRST_RECONNECT_MS = 1_000;
const LAST_RECONNECT_MS = 30_000;

/**
 * Sends a request whose answer is a stream of events. Aborting the signal closes the connection.
 * @throws ApiError when the request is refused or the connection breaks.
 */
export async function* postEvents(
  path: string,
  body: unknown,
  options: RequestOptions = {},
): AsyncGenerator<ServerEvent> {
  const response = await apiFetch(path, { ...options, method: 'POST', body, accept: EVENT_STREAM });
  yield* readEvents(response, options.signal);
}

/** Opens one event stream; it ends when the server ends it. `subscribeEvents` keeps one open. */
export async function* getEvents(
  path: string,
  query?: Query,
  options: Pick<RequestOptions, 'signal'> = {},
): AsyncGenerator<ServerEvent> {
  const response = await apiFetch(path, { ...options, method: 'GET', query, accept: EVENT_STREAM });
  yield* readEvents(response, options.signal);
}

/**
 * Keeps an event stream open until the returned function is called: reconnects with a growing pause after a break,
 * and gives up only when the server says that the caller may not listen.
 */
export function subscribeEvents(path: string, onEvent: (event: ServerEvent) => void): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  void (async () => {
    let pauseMs = FIRST_RECONNECT_MS;
    while (!signal.aborted) {
      try {
        for await (const event of getEvents(path, undefined, { signal })) {
          pauseMs = FIRST_RECONNECT_MS;
          onEvent(event);
        }
      } catch (error) {
        if (signal.aborted || isFinal(error)) return;
      }
      await pause(pauseMs, signal);
      pauseMs = Math.min(pauseMs * 2, LAST_RECONNECT_MS);
    }
  })();
  return () => controller.abort();
}

/** Splits a byte stream into events. Exported for its tests. */
export async function* parseEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  const queue: ServerEvent[] = [];
  const parser = createParser({
    onEvent: (message: EventSourceMessage) => queue.push({ event: message.event ?? 'message', data: message.data }),
  });
  for await (const chunk of chunks) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    yield* queue.splice(0);
  }
}

async function* readEvents(response: Response, signal: AbortSignal | undefined): AsyncGenerator<ServerEvent> {
  if (!response.body) throw networkError(new Error('the answer has no body'));
  try {
    yield* parseEvents(chunksOf(response.body));
  } catch (cause) {
    if (signal?.aborted || cause instanceof ApiError) throw cause;
    throw networkError(cause);
  }
}

// Not every browser can iterate a ReadableStream yet.
async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // Leaving the loop early must close the connection: that is what stops the call at the provider.
    await reader.cancel().catch(() => undefined);
  }
}

function isFinal(error: unknown): boolean {
  return error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
