import { readableValue } from './values';

const source = { url: 'https://example.ch', title: 'Titel', snippet: null, publishedDate: null };

describe('readableValue', () => {
  it('leaves text as it is', () => {
    expect(readableValue('Hallo {')).toEqual({ kind: 'text', text: 'Hallo {', sources: [] });
    expect(readableValue('42')).toMatchObject({ kind: 'text', text: '42' });
    expect(readableValue('{kaputt')).toMatchObject({ kind: 'text' });
  });

  it('indents JSON', () => {
    expect(readableValue('{"a":[1]}')).toMatchObject({ kind: 'json', text: '{\n  "a": [\n    1\n  ]\n}' });
  });

  it('takes text and sources of a search apart, each source once', () => {
    const value = JSON.stringify({ text: 'Gefunden', sources: [source, { ...source, title: 'Wieder' }] });
    expect(readableValue(value)).toEqual({
      kind: 'text',
      text: 'Gefunden',
      sources: [{ ...source, title: 'Wieder' }],
    });
  });

  it('does not take every list for sources', () => {
    expect(readableValue('{"sources":[{"url":1}]}')).toMatchObject({ kind: 'json', sources: [] });
    expect(readableValue('[]')).toMatchObject({ kind: 'json', text: '[]', sources: [] });
  });
});
