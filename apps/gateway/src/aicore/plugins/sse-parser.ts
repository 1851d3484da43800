const MAX_EVENT_CHARACTERS = 4 * 1024 * 1024;
// A carriage return at the very end may be the first half of CRLF: it waits for the next chunk.
const LINE_END = /\r\n|\n|\r(?!$)/;

/** An event larger than any answer can be: the sender is broken or hostile. */
export class SseOverflowError extends Error {
  override readonly name = 'SseOverflowError';
}

/**
 * Cuts a stream of server-sent events into the data of each event. Comments, names and ids are dropped, and so is an
 * event that the end of the stream cuts off, as the HTML standard has it.
 */
export class SseParser {
  private readonly decoder = new TextDecoder();
  private rest = '';
  private data: string[] = [];
  private dataLength = 0;

  /** @throws SseOverflowError */
  push(chunk: Uint8Array): string[] {
    const lines = (this.rest + this.decoder.decode(chunk, { stream: true })).split(LINE_END);
    this.rest = lines.pop() ?? '';
    const events: string[] = [];
    for (const line of lines) {
      if (line === '') this.endEvent(events);
      else this.readLine(line);
    }
    if (this.dataLength + this.rest.length > MAX_EVENT_CHARACTERS) {
      throw new SseOverflowError(`an event exceeds ${MAX_EVENT_CHARACTERS} characters`);
    }
    return events;
  }

  private endEvent(events: string[]): void {
    if (this.data.length > 0) events.push(this.data.join('\n'));
    this.data = [];
    this.dataLength = 0;
  }

  private readLine(line: string): void {
    if (!line.startsWith('data:')) return;
    const value = line.startsWith('data: ') ? line.slice(6) : line.slice(5);
    this.data.push(value);
    this.dataLength += value.length;
  }
}
