import { Citations } from './citations.js';

const page = (name: string) => ({ url: `https://example.com/${name}`, title: name, snippet: `about ${name}` });

function readInPieces(citations: Citations, text: string, size: number): string {
  let read = '';
  for (let at = 0; at < text.length; at += size) read += citations.push(text.slice(at, at + size));
  return read + citations.end();
}

describe('Citations', () => {
  it.each([1, 2, 3, 5, 100])('point to the list, in pieces of %i characters', (size) => {
    const citations = new Citations();
    citations.addResults([page('a'), page('b'), page('a')]);
    citations.addResults([page('c'), { url: 'ftp://example.com' }, page('d')]);
    expect(citations.sources.map(({ title }) => title)).toEqual(['a', 'b', 'c', 'd']);
    const text = 'Eins[web:1][web:2], zwei [web:3]; drei [4], [web:6]. [web:5] [web:9] [x] [web] list[12';
    expect(readInPieces(citations, text, size)).toBe(
      'Eins[1][2], zwei [1]; drei [3], [4]. [web:5] [web:9] [x] [web] list[12',
    );
  });

  it('leave an answer without a search as it is', () => {
    const citations = new Citations();
    expect(readInPieces(citations, 'a[1] = b[web:2];', 4)).toBe('a[1] = b[web:2];');
  });

  it('add what only the notes of the answer name', () => {
    const citations = new Citations();
    citations.addResults([page('a')]);
    citations.addAnnotations([{ url: 'https://example.com/a' }, { url: 'https://example.com/z', title: 'z' }, null]);
    citations.addAnnotations(undefined);
    expect(citations.sources.map(({ title }) => title)).toEqual(['a', 'z']);
  });
});
