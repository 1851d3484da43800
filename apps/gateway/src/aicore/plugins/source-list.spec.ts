import { SOURCE_SNIPPET_MAX_LENGTH, SOURCE_TITLE_MAX_LENGTH, SOURCES_MAX } from '@nyla/contracts/constants';
import { SourceList } from './source-list.js';

const PAGE = { url: 'https://example.com/a', title: 'A' };

describe('SourceList', () => {
  it('numbers pages from 1, each once, whatever place on the page is meant', () => {
    const list = new SourceList();
    const urls = [
      'https://example.com/a',
      'https://example.com/b',
      'https://EXAMPLE.com/a#part',
      'https://example.com/b?x',
    ];
    expect(urls.map((url) => list.add({ ...PAGE, url }))).toEqual([1, 2, 1, 3]);
    expect(list.sources.map(({ url }) => url)).toEqual([urls[0], urls[1], urls[3]]);
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://example.com/',
    'file:///etc/passwd',
    'https://bank.example@example.com/',
    '//example.com',
    'example.com',
    `https://example.com/${'a'.repeat(2_000)}`,
    '',
    null,
    42,
  ])('drops the address %j', (url) => {
    const list = new SourceList();
    expect(list.add({ ...PAGE, url })).toBeNull();
    expect(list.sources).toEqual([]);
  });

  it('keeps no more than may be shown', () => {
    const list = new SourceList();
    const numbers = Array.from({ length: SOURCES_MAX + 2 }, (_, index) =>
      list.add({ ...PAGE, url: `https://a.test/${index}` }),
    );
    expect(numbers.slice(-3)).toEqual([SOURCES_MAX, null, null]);
    expect(list.sources).toHaveLength(SOURCES_MAX);
    expect(list.add({ ...PAGE, url: 'https://a.test/0' })).toBe(1);
  });

  it('cleans and cuts what strangers wrote', () => {
    const list = new SourceList();
    list.add({
      url: 'https://example.com/a',
      title: `\u202Eevil\u0000 \n title ${'x'.repeat(400)}`,
      snippet: `${'y'.repeat(SOURCE_SNIPPET_MAX_LENGTH - 2)}👍👍`,
      publishedDate: ' 2026-11-01 ',
      content: ' one\u0007 \r\n\n\n\n two\t three \ud800',
    });
    const [source] = list.sources;
    expect(source?.title).toMatch(/^evil title x+…$/);
    expect(source?.title).toHaveLength(SOURCE_TITLE_MAX_LENGTH);
    expect(source?.snippet).toBe(`${'y'.repeat(SOURCE_SNIPPET_MAX_LENGTH - 2)}…`);
    expect(source).toMatchObject({ publishedDate: '2026-11-01', content: 'one\n\ntwo three' });
  });

  it('does without what a provider leaves out', () => {
    const list = new SourceList();
    list.add({ url: 'https://example.com/a', title: ' \u0000 ', snippet: 5, content: '' });
    expect(list.sources).toEqual([
      { url: 'https://example.com/a', title: 'example.com', snippet: null, publishedDate: null, content: null },
    ]);
  });
});
