import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { Observable } from 'rxjs';

/** One server-sent event. */
export interface NamedEvent {
  readonly type: string;
  readonly data: object;
}

/** Keeps proxies from closing a quiet stream. */
const KEEP_ALIVE_MS = 15_000;

/**
 * Answers with server-sent events until they end, or their reader leaves. Unlike Nest's own `@Sse` it begins only when
 * it is called, so that whatever is thrown before is an ordinary refusal.
 */
export function sendEvents(reply: FastifyReply, events: Observable<NamedEvent>): void {
  const { raw: response } = reply;
  reply.hijack();
  response.writeHead(200, {
    ...(reply.getHeaders() as OutgoingHttpHeaders),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  response.flushHeaders();
  const keepAlive = setInterval(() => response.write(': keep-alive\n\n'), KEEP_ALIVE_MS);
  const subscription = events.subscribe({
    next: ({ type, data }) => {
      response.write(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    // The reader connects again; what is wrong is told then, as a refusal.
    error: () => response.end(),
    complete: () => response.end(),
  });
  response.once('close', () => {
    clearInterval(keepAlive);
    subscription.unsubscribe();
  });
}
