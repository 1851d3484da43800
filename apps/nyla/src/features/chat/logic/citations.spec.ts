import { source } from './chat.fixtures';
import { linkCitations, splitCitations } from './citations';

type Tree = Parameters<ReturnType<typeof linkCitations>>[0];
const text = (value: string): Tree => ({ type: 'text', value });
const element = (tagName: string, ...children: Tree[]): Tree => ({ type: 'element', tagName, children });

describe('splitCitations', () => {
  it.each<[string, readonly (string | number)[]]>([
    ['So ist es [1].', ['So ist es ', 1, '.']],
    ['[1][2] und [2]', [1, 2, ' und ', 2]],
    ['Drei [3], null [0], führend [01]', ['Drei [3], null [0], führend [01]']],
    ['[1] und [9]', [1, ' und [9]']],
    ['[1', ['[1']],
    ['Jahr [2026]', ['Jahr [2026]']],
    ['', []],
  ])('%s', (value, pieces) => expect(splitCitations(value, 2)).toEqual(pieces));

  it('loses no character', () => {
    const value = 'a[1]b[2][3] [12] [x] [1]';
    const joined = splitCitations(value, 2).map((piece) => (typeof piece === 'number' ? `[${piece}]` : piece));
    expect(joined.join('')).toBe(value);
  });
});

describe('linkCitations', () => {
  const sources = [source(1), source(2, { url: 'javascript:alert(1)' })];
  const transform = (...children: Tree[]) => {
    const tree: Tree = { type: 'root', children };
    linkCitations({ sources })(tree);
    return tree.children;
  };

  it('links a citation to its source, wherever it stands in the text', () => {
    expect(transform(element('p', element('strong', text('Ja [1]'))))).toEqual([
      element('p', {
        ...element('strong'),
        children: [
          text('Ja '),
          {
            type: 'element',
            tagName: 'a',
            properties: { href: 'https://example.com/1', dataCitation: 1, title: 'Seite 1' },
            children: [text('[1]')],
          },
        ],
      }),
    ]);
  });

  it.each(['code', 'pre', 'a'])('leaves what stands in <%s> alone', (name) => {
    const untouched = element(name, text('a[1]'));
    expect(transform(untouched)).toEqual([element(name, text('a[1]'))]);
  });

  it('makes no link of an address that is not one of the web', () => {
    expect(transform(element('p', text('[2]')))).toEqual([element('p', text('[2]'))]);
  });
});
