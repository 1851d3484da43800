import fc from 'fast-check';
import { SseOverflowError, SseParser } from './sse-parser.js';

const encoder = new TextEncoder();

function parse(...chunks: string[]): string[] {
  const parser = new SseParser();
  return chunks.flatMap((chunk) => parser.push(encoder.encode(chunk)));
}

describe('SseParser', () => {
  it.each<[string, string[], string[]]>([
    ['one event', ['data: a\n\n'], ['a']],
    ['no space after the colon', ['data:a\n\n'], ['a']],
    ['several lines of data', ['data: a\ndata: b\n\n'], ['a\nb']],
    ['names, ids and comments', [': ping\nevent: x\nid: 1\ndata: a\n\n: ping\n\n'], ['a']],
    ['CRLF', ['data: a\r\ndata: b\r\n\r\n'], ['a\nb']],
    ['CR', ['data: a\r\rdata: b\r\r '], ['a', 'b']],
    ['CRLF cut in two', ['data: a\r', '\ndata: b\r', '\n\r', '\n'], ['a\nb']],
    ['an event cut off by the end', ['data: a\n\ndata: b\n'], ['a']],
    ['empty data', ['data:\n\n'], ['']],
  ])('reads %s', (_, chunks, events) => expect(parse(...chunks)).toEqual(events));

  it('gives the same events however the bytes are cut', () => {
    const bytes = encoder.encode('data: {"a":"Zürich 🏔"}\r\n\r\n: x\n\ndata: b\ndata: c\n\nevent: y\ndata: [DONE]\n\n');
    const whole = new SseParser().push(bytes);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length)), (cuts) => {
        const parser = new SseParser();
        const edges = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
        const parts = edges.slice(1).flatMap((end, index) => parser.push(bytes.subarray(edges[index], end)));
        expect(parts).toEqual(whole);
      }),
    );
  });

  it('refuses an endless event', () => {
    const parser = new SseParser();
    const chunk = encoder.encode(`data: ${'x'.repeat(1024 * 1024)}\n`);
    expect(() => {
      for (let index = 0; index < 8; index += 1) parser.push(chunk);
    }).toThrow(SseOverflowError);
  });
});
