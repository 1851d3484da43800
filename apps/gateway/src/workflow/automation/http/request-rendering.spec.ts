import type { HttpHeaderDto } from '@nyla/contracts';
import type { TemplateScope } from '../template-rendering.js';
import { HttpRefusal } from './http-refusal.js';
import { renderRequest } from './request-rendering.js';

function scopeOf(v: unknown, w: unknown = ''): TemplateScope {
  return { variables: { v, w }, steps: {}, run: {} };
}

const rendered = (url: string, v: unknown, w?: unknown) =>
  renderRequest({ method: 'GET', url, headers: [], body: null }, scopeOf(v, w)).url;

function bodyOf(body: string, v: unknown, headers: HttpHeaderDto[] = []): string | null {
  return renderRequest({ method: 'POST', url: 'https://a.ch/', headers, body }, scopeOf(v)).body;
}

const JSON_HEADER = [{ name: 'Content-Type', value: 'application/json; charset=utf-8' }];
const FORM_HEADER = [{ name: 'content-type', value: 'application/x-www-form-urlencoded' }];

describe('a value in an address', () => {
  it.each([
    ['https://a.ch/k/{{variables.v}}/x', 'a/../b?c#d', 'https://a.ch/k/a%2F..%2Fb%3Fc%23d/x'],
    ['https://a.ch/?q={{variables.v}}&n=1', 'x&admin=1', 'https://a.ch/?q=x%26admin%3D1&n=1'],
    ['https://a.ch/?q={{variables.v}}', 'Zürich + \ud800', `https://a.ch/?q=Z%C3%BCrich%20%2B%20%EF%BF%BD`],
    ['https://a.ch/#{{variables.v}}', '#', 'https://a.ch/#%23'],
    ['https://a.ch/v.{{variables.v}}', '1', 'https://a.ch/v.1'],
    ['https://a.ch/a/../{{variables.v}}', 'b', 'https://a.ch/a/../b'],
    ['{{variables.v}}', 'https://a.ch/x?y=1&z=2#t', 'https://a.ch/x?y=1&z=2#t'],
    ['{{variables.v}}/k?x=1', 'https://a.ch/base', 'https://a.ch/base/k?x=1'],
    ['{{variables.v}}&page=2', 'https://a.ch/?x=1', 'https://a.ch/?x=1&page=2'],
    ['{{variables.v}}://a.ch/', 'https', 'https://a.ch/'],
    ['https://{{variables.v}}/x', 'a.ch:8443', 'https://a.ch:8443/x'],
    ['https://{{variables.v}}.a.ch/x', 'api', 'https://api.a.ch/x'],
  ])('%s with %j becomes %s', (url, value, expected) => {
    expect(rendered(url, value)).toBe(expected);
  });

  it.each([
    ['https://a.ch/k/{{variables.v}}/x', '..'],
    ['https://a.ch/k/{{variables.v}}', '.'],
    ['https://a.ch/k/.{{variables.v}}', '.'],
    ['https://a.ch/k/..{{variables.v}}', ''],
    ['https://a.ch/k/%2e{{variables.v}}/x', '.'],
    ['https://{{variables.v}}/', 'a.ch@b.ch'],
    ['https://{{variables.v}}/', 'a.ch/x'],
    ['https://{{variables.v}}/', 'a.ch#'],
    ['https://{{variables.v}}/', 'a.ch\\b'],
    ['https://{{variables.v}}/', ''],
    ['https:{{variables.v}}', '//a.ch/'],
    ['http{{variables.v}}://a.ch', 's'],
    ['{{variables.v}}://a.ch/', 'file'],
    ['{{variables.v}}', 'file:///etc/passwd'],
    ['{{variables.v}}', 'https://x@a.ch/'],
    ['{{variables.v}}/k', 'https://a.ch/delete?x='],
    ['{{variables.v}}&page=2', 'https://a.ch/?x#'],
  ])('%s with %j is refused', (url, value) => {
    expect(() => rendered(url, value)).toThrow(HttpRefusal);
  });

  it('of two dots in two values is refused', () => {
    expect(() => rendered('https://a.ch/k/{{variables.v}}{{variables.w}}', '.', '.')).toThrow(HttpRefusal);
  });
});

describe('a value in a body', () => {
  const hostile = 'x","admin":true,"y":"\\\n';

  it.each([[JSON_HEADER], [[]], [[{ name: 'content-type', value: 'text/plain' }]]])(
    'of JSON stays the text that it is, with the headers %j',
    (headers) => {
      const body = bodyOf('{"a": "<{{variables.v}}>", "b": {{variables.v}}, "c": [1]}', hostile, headers);
      expect(JSON.parse(body ?? '')).toEqual({ a: `<${hostile}>`, b: hostile, c: [1] });
    },
  );

  it('of JSON is a number, a list or nothing where it stands without quotation marks', () => {
    for (const value of [5, true, null, ['a', { b: '"' }]]) {
      expect(JSON.parse(bodyOf('{"a":{{variables.v}}}', value) ?? '')).toEqual({ a: value });
      expect(JSON.parse(bodyOf('{{variables.v}}', value, JSON_HEADER) ?? '')).toEqual(value);
    }
    expect(JSON.parse(bodyOf('{"a":"n {{variables.v}}"}', 5) ?? '')).toEqual({ a: 'n 5' });
  });

  it('of JSON cannot make use of quotation marks and backslashes around it', () => {
    expect(JSON.parse(bodyOf(String.raw`{"a\"":"\"{{variables.v}}\\{{variables.v}}"}`, '","b":"') ?? '')).toEqual({
      'a"': '"","b":"\\","b":"',
    });
    expect(JSON.parse(bodyOf(String.raw`{"a":"\{{variables.v}}"}`, '"', JSON_HEADER) ?? '')).toEqual({ a: '\\"' });
  });

  it('of a form is percent-encoded', () => {
    expect(bodyOf('q={{variables.v}}&n=1', 'a&admin=1 ü', FORM_HEADER)).toBe('q=a%26admin%3D1%20%C3%BC&n=1');
  });

  it('of anything else is put in as it is', () => {
    expect(bodyOf('{{variables.v}}', '{"a":"b"}')).toBe('{"a":"b"}');
    expect(bodyOf('Guten Tag "{{variables.v}}"', '"&')).toBe('Guten Tag ""&"');
  });
});
