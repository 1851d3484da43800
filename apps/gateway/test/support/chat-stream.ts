import type {
  ChatEventName,
  ChatSearchEvent,
  ChatSourcesEvent,
  ChatStartEvent,
  ErrorCode,
  MessageDto,
  MessagePriceDto,
  ModelDecisionDto,
  ProblemDto,
  UsageDto,
} from '@nyla/contracts';

interface EventData {
  readonly start: ChatStartEvent;
  readonly delta: { readonly text: string };
  readonly usage: UsageDto;
  readonly search: ChatSearchEvent;
  readonly sources: ChatSourcesEvent;
  readonly decision: ModelDecisionDto;
  readonly price: MessagePriceDto;
  readonly error: ProblemDto & { readonly code: ErrorCode };
  readonly done: MessageDto;
}

/** One server-sent event. */
export interface ChatEvent<Name extends ChatEventName = ChatEventName> {
  readonly name: Name;
  readonly data: EventData[Name];
}

/** The answer to a message: a problem document, or events that are read one by one. */
export class ChatStream {
  readonly events: ChatEvent[] = [];
  private readonly iterator: AsyncGenerator<ChatEvent, void, undefined> | undefined;

  constructor(
    readonly status: number,
    readonly headers: Headers,
    readonly problem: ProblemDto | undefined,
    body: ReadableStream<Uint8Array> | undefined,
    private readonly controller: AbortController,
  ) {
    this.iterator = body && readEvents(body);
  }

  /** The next event; undefined at the end. */
  async next(): Promise<ChatEvent | undefined> {
    const { value } = (await this.iterator?.next()) ?? {};
    if (value) this.events.push(value);
    return value ?? undefined;
  }

  /** Reads until `count` events of a name were seen. @throws Error when the stream ends before. */
  async until(name: ChatEventName, count = 1): Promise<void> {
    while (this.all(name).length < count) {
      if (!(await this.next())) throw new Error(`the stream ended before ${count} × ${name}: ${this.names.join(' ')}`);
    }
  }

  /** Reads to the end. */
  async finish(): Promise<this> {
    while (await this.next());
    return this;
  }

  /** Closes the connection. */
  close(): void {
    this.controller.abort();
  }

  all<Name extends ChatEventName>(name: Name): EventData[Name][] {
    return this.events.filter((event) => event.name === name).map((event) => event.data as EventData[Name]);
  }

  /** @throws Error unless there is exactly one. */
  one<Name extends ChatEventName>(name: Name): EventData[Name] {
    const [only, ...more] = this.all(name);
    if (!only || more.length > 0) throw new Error(`expected one ${name}: ${this.status} ${this.names.join(' ')}`);
    return only;
  }

  get text(): string {
    return this.all('delta')
      .map(({ text }) => text)
      .join('');
  }

  /** Names in their order, repeats once. */
  get names(): string[] {
    return this.events.map(({ name }) => name).filter((name, index, names) => name !== names[index - 1]);
  }
}

interface ChatRequest {
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly signal?: AbortSignal | undefined;
}

export async function openChatStream(url: string, { headers, body, signal }: ChatRequest): Promise<ChatStream> {
  const controller = new AbortController();
  const both = signal ? AbortSignal.any([signal, controller.signal]) : controller.signal;
  const response = await fetch(url, { method: 'POST', headers, body, signal: both });
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  const problem = isStream ? undefined : ((await response.json()) as ProblemDto);
  return new ChatStream(
    response.status,
    response.headers,
    problem,
    isStream ? bodyOf(response) : undefined,
    controller,
  );
}

function bodyOf(response: Response): ReadableStream<Uint8Array> {
  if (!response.body) throw new Error('the stream has no body');
  return response.body;
}

async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ChatEvent, void, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = parseBlock(block);
      if (event) yield event;
    }
  }
  if (rest !== '') throw new Error(`the stream ended in the middle of an event: ${rest}`);
}

/** Comments, which keep the connection alive, are no events. */
function parseBlock(block: string): ChatEvent | undefined {
  const lines = block.split('\n');
  const name = lines.find((line) => line.startsWith('event: '))?.slice(7);
  const data = lines.find((line) => line.startsWith('data: '))?.slice(6);
  if (name === undefined || data === undefined) return undefined;
  return { name: name as ChatEventName, data: JSON.parse(data) as EventData[ChatEventName] };
}
