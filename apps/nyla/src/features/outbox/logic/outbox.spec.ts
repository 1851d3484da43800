import { frameDocument } from './mail-frame';
import { isFiltered, parseMailSearch } from './search';

describe('the address of the list', () => {
  it('keeps what it understands', () => {
    const mandateId = '0190A0B0-0000-7000-8000-000000000001';
    expect(parseMailSearch({ state: 'dead', kind: 'invitation', mandateId, q: ' a@b ' })).toEqual({
      state: 'dead',
      kind: 'invitation',
      mandateId: mandateId.toLowerCase(),
      q: 'a@b',
    });
  });

  it('takes everything else for no filter', () => {
    const search = parseMailSearch({ state: 'lost', kind: 7, mandateId: 'x', q: '\u0000', other: 'x' });
    expect(search).toEqual({});
    expect(isFiltered(search)).toBe(false);
  });
});

describe('the page of a mail', () => {
  it.each([
    '<!doctype html><html><head></head></html>',
    '\n<!DOCTYPE html PUBLIC "x">\n<p>',
    '<p>Text',
    '<head><meta http-equiv="refresh">',
  ])('begins with the policy: %j', (html) => {
    expect(frameDocument(html)).toMatch(
      /^\s*<!doctype[^>]*><meta http-equiv="Content-Security-Policy" content="default-src 'none'/i,
    );
  });
});
