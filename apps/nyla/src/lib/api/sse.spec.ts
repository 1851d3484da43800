import { parseEvents, type ServerEvent } from './sse';

async function* bytes(...parts: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const part of parts) yield typeof part === 'string' ? encoder.encode(part) : part;
}

async function collect(...parts: (string | Uint8Array)[]): Promise<ServerEvent[]> {
  const events: ServerEvent[] = [];
  for await (const event of parseEvents(bytes(...parts))) events.push(event);
  return events;
}

describe('parseEvents', () => {
  it('reads named events and comments', async () => {
    expect(await collect(': keep-alive\n\nevent: delta\ndata: {"text":"a"}\n\n')).toEqual([
      { event: 'delta', data: '{"text":"a"}' },
    ]);
  });

  it('names an event `message` when the server does not', async () => {
    expect(await collect('data: x\n\n')).toEqual([{ event: 'message', data: 'x' }]);
  });

  it('joins an event that arrives in pieces, in whatever line ends', async () => {
    expect(await collect('event: de', 'lta\r\nda', 'ta: one\r\ndata: two\r\n', '\r\n')).toEqual([
      { event: 'delta', data: 'one\ntwo' },
    ]);
  });

  it('joins a character that is cut in the middle of its bytes', async () => {
    const all = new TextEncoder().encode('data: Zürich 😀\n\n');
    const parts = [...all].map((byte) => Uint8Array.of(byte));
    expect(await collect(...parts)).toEqual([{ event: 'message', data: 'Zürich 😀' }]);
  });

  it('drops an event that was never completed', async () => {
    expect(await collect('data: whole\n\nevent: done\ndata: half')).toEqual([{ event: 'message', data: 'whole' }]);
  });
});
