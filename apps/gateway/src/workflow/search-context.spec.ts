import type { WebSource } from '../aicore/aicore.facade.js';
import { estimateInputTokens } from '../aicore/token-estimate.js';
import { SEARCH_CONTEXT_TOKENS, withSearchResults } from './search-context.js';

const QUESTION = [{ role: 'user', content: 'Was kostet ein Halbtax?' }] as const;

const source = (fields: Partial<WebSource> = {}): WebSource => ({
  url: 'https://example.com/a',
  title: 'Titel',
  snippet: 'Auszug',
  publishedDate: null,
  content: null,
  ...fields,
});

function contextOf(sources: readonly WebSource[]): string {
  const [first] = withSearchResults(QUESTION, sources);
  return first?.role === 'system' ? first.content : '';
}

describe('withSearchResults', () => {
  it('puts the numbered results before the conversation', () => {
    const turns = withSearchResults(QUESTION, [
      source(),
      source({ url: 'https://example.com/b', content: 'Der Inhalt' }),
    ]);
    expect(turns.slice(1)).toEqual(QUESTION);
    expect(turns[0]?.content).toContain('[1] Titel\nhttps://example.com/a\nAuszug');
    expect(turns[0]?.content).toContain('[2] Titel\nhttps://example.com/b\nDer Inhalt');
  });

  it('leaves the conversation alone when nothing was found', () => {
    expect(withSearchResults(QUESTION, [])).toEqual(QUESTION);
  });

  it.each([
    ['long German text', 'Die Zürcher Verkehrsbetriebe veröffentlichen Fahrpläne. '.repeat(400)],
    ['emoji, which need many tokens', '🧾🚂'.repeat(4_000)],
    ['bytes that no tokenizer knows', '\uFFFD\u0378'.repeat(4_000)],
  ])('never exceeds the room that was quoted: %s', (_, content) => {
    const sources = Array.from({ length: 40 }, (__, index) => source({ content, url: `https://example.com/${index}` }));
    const before = estimateInputTokens(QUESTION, 'unknown').bound;
    const after = estimateInputTokens(withSearchResults(QUESTION, sources), 'unknown').bound;
    expect(after - before).toBeLessThanOrEqual(SEARCH_CONTEXT_TOKENS);
  });

  it('keeps the link of a page whose text has no room', () => {
    const context = contextOf([source({ content: 'Wort '.repeat(20_000) }), source({ url: 'https://example.com/b' })]);
    expect(context).toContain('[1] Titel\nhttps://example.com/a');
    expect(context).not.toContain('Wort Wort');
    expect(context).toContain('[2] Titel\nhttps://example.com/b\nAuszug');
  });
});
