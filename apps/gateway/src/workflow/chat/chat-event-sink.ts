import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type {
  ChatEventName,
  ChatSearchEvent,
  ChatStartEvent,
  MessageDto,
  MessagePriceDto,
  ModelDecisionDto,
  SourceDto,
  UsageDto,
} from '@nyla/contracts';
import type { FastifyReply } from 'fastify';
import type { DomainError } from '../../common/errors/domain-error.js';
import { toProblem } from '../../common/errors/problem.js';

/** Keeps proxies from closing the stream while a model thinks. */
const KEEP_ALIVE_MS = 15_000;

/** Tells a chat answer as server-sent events. Until `start` nothing is sent, so that a refusal can be a plain answer. */
export class ChatEventSink {
  private readonly response: ServerResponse;
  private keepAlive: NodeJS.Timeout | undefined;
  hasBegun = false;

  constructor(
    private readonly reply: FastifyReply,
    private readonly requestId: string,
  ) {
    this.response = reply.raw;
  }

  start(event: ChatStartEvent): void {
    this.hasBegun = true;
    this.reply.hijack();
    this.response.writeHead(200, {
      ...(this.reply.getHeaders() as OutgoingHttpHeaders),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    this.keepAlive = setInterval(() => this.response.write(': keep-alive\n\n'), KEEP_ALIVE_MS);
    void this.send('start', event);
  }

  /** Resolves when the reader has room for more: a slow reader slows the provider down, not our memory. */
  delta(text: string): Promise<void> | void {
    if (text !== '') return this.send('delta', { text });
  }

  search(search: ChatSearchEvent): void {
    void this.send('search', search);
  }

  sources(sources: readonly SourceDto[]): void {
    void this.send('sources', { sources });
  }

  decision(decision: ModelDecisionDto): void {
    void this.send('decision', decision);
  }

  usage(usage: UsageDto): void {
    void this.send('usage', usage);
  }

  price(price: MessagePriceDto): void {
    void this.send('price', price);
  }

  error(error: DomainError): void {
    void this.send('error', toProblem(error, this.requestId));
  }

  done(message: MessageDto): void {
    void this.send('done', message);
  }

  end(): void {
    clearInterval(this.keepAlive);
    if (this.hasBegun) this.response.end();
  }

  private send(event: ChatEventName, data: object): Promise<void> | void {
    if (this.response.destroyed || this.response.writableEnded) return;
    const hasRoom = this.response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    if (!hasRoom) return drained(this.response);
  }
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}
