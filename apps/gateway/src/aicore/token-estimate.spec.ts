import fc from 'fast-check';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { estimateInputTokens, estimateTextTokens } from './token-estimate.js';

const SIZE = 200_000;
// Generous beside the 50 ms that we aim for, so that a busy machine does not fail the test.
const TIME_LIMIT_MS = 500;

const realCount = (text: string): number => countTokens(text, { disallowedSpecial: new Set() });

function repeatTo(size: number, next: (index: number) => string): string {
  let text = '';
  for (let index = 0; text.length < size; index += 1) text += next(index);
  return text.slice(0, size);
}

/** A fixed stream of pseudo-random numbers below `limit`. */
function numbers(limit: number): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % limit;
  };
}

const letter = numbers(26);
const wide = numbers(65_536);
const HOSTILE: readonly [string, string][] = [
  ['letters without white space', repeatTo(SIZE, () => String.fromCharCode(97 + letter()))],
  ['random words', repeatTo(SIZE, () => `${repeatTo(2 + letter() / 3, () => String.fromCharCode(97 + letter()))} `)],
  ['one letter', 'a'.repeat(SIZE)],
  ['capitals', 'A'.repeat(SIZE)],
  ['spaces', ' '.repeat(SIZE)],
  ['line breaks', '\n'.repeat(SIZE)],
  ['slashes', '/'.repeat(SIZE)],
  ['digits', repeatTo(SIZE, String)],
  ['emoji', repeatTo(SIZE, () => String.fromCodePoint(0x1f300 + (wide() % 700)))],
  ['families of emoji', '👨‍👩‍👧‍👦'.repeat(SIZE / 11)],
  ['Chinese without white space', repeatTo(SIZE, () => String.fromCodePoint(0x4e00 + (wide() % 20_000)))],
  ['combining characters', `e${'\u0301'.repeat(SIZE - 1)}`],
  ['accents one by one', 'e\u0301'.repeat(SIZE / 2)],
  ['lone surrogates', '\ud83d'.repeat(SIZE)],
  ['any code units', repeatTo(SIZE, () => String.fromCharCode(wide()))],
  ['special tokens', '<|endoftext|>'.repeat(SIZE / 13)],
];

describe('upper bound of the tokens of a text', () => {
  it('is exact for ordinary text', () => {
    const text = 'Wie viel kostet eine Anfrage an das Sprachmodell? Bitte antworte in zwei kurzen Sätzen – danke!';
    expect(estimateTextTokens(text, 'o200k')).toEqual({ bound: realCount(text), likely: realCount(text) });
  });

  it('is never below the real count, for any Unicode text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 400 }),
          fc.string({ unit: 'grapheme', maxLength: 400 }),
          fc.array(fc.lorem(), { maxLength: 20 }).map((words) => words.join(' ')),
          fc
            .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 400 })
            .map((units) => String.fromCharCode(...units)),
          fc.constantFrom('<|endoftext|>', '<|im_start|>system', '\r\n\r\n  \t x', "they'LL I'd ÄÖÜ's"),
        ),
        (text) => {
          const real = realCount(text);
          expect(estimateTextTokens(text, 'o200k').bound).toBeGreaterThanOrEqual(real);
          expect(estimateTextTokens(text, 'unknown').bound).toBeGreaterThanOrEqual(Math.ceil(text.length / 2.5));
          expect(estimateTextTokens(text, 'unknown').bound).toBeGreaterThanOrEqual(real);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is never below the real count where the limits of merging are passed', () => {
    const words = HOSTILE.find(([name]) => name === 'random words')?.[1].slice(0, 30_000) ?? '';
    const { bound, likely } = estimateTextTokens(words, 'o200k');
    expect(bound).toBeGreaterThanOrEqual(realCount(words));
    expect(likely).toBeLessThanOrEqual(bound);
  });

  it.each(HOSTILE)('is found quickly for 200 000 characters of %s', (_, text) => {
    estimateTextTokens('warm up', 'o200k');
    const start = performance.now();
    const { bound, likely } = estimateInputTokens([{ role: 'user', content: text }], 'unknown');
    expect(performance.now() - start).toBeLessThan(TIME_LIMIT_MS);
    expect(bound).toBeGreaterThanOrEqual(likely);
    expect(bound).toBeGreaterThan(0);
  });
});

describe('input tokens of a conversation', () => {
  it('count every message and its overhead', () => {
    const turn = { role: 'user', content: 'Guten Tag' } as const;
    const text = realCount(turn.content);
    expect(estimateInputTokens([turn], 'o200k')).toEqual({ likely: text + 7, bound: text + 24 });
    expect(estimateInputTokens([turn, turn], 'o200k')).toEqual({ likely: 2 * text + 11, bound: 2 * text + 32 });
    expect(estimateInputTokens([], 'o200k')).toEqual({ likely: 3, bound: 16 });
  });
});
