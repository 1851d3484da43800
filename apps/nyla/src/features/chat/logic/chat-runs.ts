import type { ChatDetailDto, ChatErrorEvent, MessageDto, SendMessageDto } from '@nyla/contracts';
import type { ChatEventName } from '@nyla/contracts/constants';
import { type ApiError, networkError, problemToError, toApiError } from '@/lib/api/api-error';
import type { RequestOptions } from '@/lib/api/client';
import type { ServerEvent } from '@/lib/api/sse';
import { withEvent } from './answer-events';
import { type LiveAnswer, liveAnswer, receivedMessage, threadMessages } from './thread';

/** One request of this page for an answer, from pressing send until the answer is stored or the refusal is read. */
export interface ChatRun extends LiveAnswer {
  /** `refused`: the server has stored nothing, and `error` says why. An answer that began lives on as a message. */
  readonly phase: 'running' | 'refused';
  readonly error: ApiError | null;
  readonly stopping: boolean;
}

/** What a run needs of the world; a test hands in its own. */
export interface ChatRunPorts {
  send(chatId: string, request: SendMessageDto, options: RequestOptions): AsyncIterable<ServerEvent>;
  stop(chatId: string): Promise<void>;
  /** The stored chat as this page knows it. */
  readChat(chatId: string): ChatDetailDto | undefined;
  writeMessages(chatId: string, messages: readonly MessageDto[]): void;
  /** Ask the server again: its record is the truth. */
  refresh(chatId: string): void;
  accepted(chatId: string): void;
  refused(chatId: string): void;
  /** Calls back soon, so that many small deltas make one render. */
  schedule(callback: () => void): void;
}

/** After this time a stop that the server did not turn into an end closes the connection, which ends the call too. */
const STOP_GRACE_MS = 2_000;

interface Connection {
  readonly controller: AbortController;
  readonly key: string;
  stopTimer?: ReturnType<typeof setTimeout>;
}

/** The answers that this page is receiving. They go on while the reader looks at another page. */
export class ChatRuns {
  readonly #runs = new Map<string, ChatRun>();
  readonly #connections = new Map<string, Connection>();
  readonly #listeners = new Set<() => void>();
  #scheduled = false;

  constructor(private readonly ports: ChatRunPorts) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get(chatId: string): ChatRun | null {
    return this.#runs.get(chatId) ?? null;
  }

  /** Sends a message or asks for an answer again. One at a time per chat; a second call meanwhile does nothing. */
  async send(chatId: string, request: SendMessageDto): Promise<void> {
    const before = this.get(chatId);
    if (before?.phase === 'running') return;
    // Without an answer nobody knows whether the first attempt arrived: the same key makes the second one harmless.
    const repeats = before?.error?.code === 'network' && !before.started && before.request === request;
    const key = (repeats ? this.#connections.get(chatId)?.key : undefined) ?? crypto.randomUUID();
    const connection: Connection = { controller: new AbortController(), key };
    const { signal } = connection.controller;
    this.#connections.set(chatId, connection);
    this.#set(chatId, {
      ...liveAnswer(request, new Date().toISOString()),
      phase: 'running',
      error: null,
      stopping: false,
    });
    try {
      const events = this.ports.send(chatId, request, { signal, idempotencyKey: key });
      for await (const event of events) this.#apply(chatId, event);
      this.#end(chatId, this.get(chatId)?.phase === 'running' ? networkError(new Error('ended early')) : null);
    } catch (error) {
      this.#end(chatId, signal.aborted ? 'stopped' : toApiError(error));
    } finally {
      clearTimeout(connection.stopTimer);
    }
  }

  /** Stops the answer. The server is asked to end it, so that the price of what was made still arrives. */
  stop(chatId: string): void {
    const run = this.get(chatId);
    const connection = this.#connections.get(chatId);
    if (run?.phase !== 'running' || run.stopping || !connection) return;
    this.#set(chatId, { ...run, stopping: true });
    const close = () => connection.controller.abort();
    if (!run.started) {
      close();
      return;
    }
    this.ports.stop(chatId).catch(close);
    connection.stopTimer = setTimeout(close, STOP_GRACE_MS);
  }

  /** The reader has seen the error. */
  dismiss(chatId: string): void {
    if (this.get(chatId)?.phase !== 'running') this.#set(chatId, null);
  }

  /** Ends everything, e.g. because somebody else signs in. */
  close(): void {
    for (const { controller } of this.#connections.values()) controller.abort();
  }

  #apply(chatId: string, event: ServerEvent): void {
    const run = this.get(chatId);
    if (!run) return;
    switch (event.event as ChatEventName) {
      case 'start':
        this.#set(chatId, withEvent(run, event));
        this.ports.accepted(chatId);
        return;
      case 'error':
        this.#fail(chatId, run, problemToError(JSON.parse(event.data) as ChatErrorEvent));
        return;
      case 'done':
        this.#store(chatId, run, JSON.parse(event.data) as MessageDto);
        this.#set(chatId, null);
        return;
      default:
        this.#set(chatId, withEvent(run, event), 'soon');
    }
  }

  /** The connection has ended: with `null` in good order, else by the reader or by a failure. */
  #end(chatId: string, failure: ApiError | 'stopped' | null): void {
    const run = this.get(chatId);
    if (run?.phase === 'running' && failure !== null) {
      if (failure === 'stopped') this.#stopped(chatId, run);
      else this.#fail(chatId, run, failure);
    }
    this.ports.refresh(chatId);
  }

  #stopped(chatId: string, run: ChatRun): void {
    if (run.started) this.#store(chatId, run, { ...receivedMessage(run, run.started), status: 'aborted' });
    else this.ports.refused(chatId);
    this.#set(chatId, null);
  }

  #fail(chatId: string, run: ChatRun, error: ApiError): void {
    if (!run.started) {
      this.ports.refused(chatId);
      this.#set(chatId, { ...run, phase: 'refused', error });
      return;
    }
    const answer = receivedMessage(run, run.started);
    // Of an answer whose connection broke only the server knows how it ended; the refresh asks it.
    const lost = error.code === 'network';
    this.#store(chatId, run, lost ? answer : { ...answer, status: 'failed', errorCode: error.code });
    this.#set(chatId, null);
  }

  #store(chatId: string, run: ChatRun, answer: MessageDto): void {
    const stored = this.ports.readChat(chatId)?.messages ?? [];
    const shown = threadMessages(stored, run);
    const kept = run.started ? shown.slice(0, -1) : stored.filter(({ id }) => id !== answer.id);
    this.ports.writeMessages(chatId, [...kept, answer]);
  }

  #set(chatId: string, run: ChatRun | null, when: 'now' | 'soon' = 'now'): void {
    if (run) this.#runs.set(chatId, run);
    else this.#runs.delete(chatId);
    if (when === 'now') {
      this.#notify();
      return;
    }
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.ports.schedule(() => {
      this.#scheduled = false;
      this.#notify();
    });
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}
