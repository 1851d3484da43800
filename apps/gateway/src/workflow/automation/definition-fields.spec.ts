import { hostProblem, isName, isValueOf, privateHostsOf } from './definition-fields.js';

describe('the host', () => {
  it.each([
    'api.example.ch',
    'a-b.example.ch',
    'api.example.ch:8443',
    '8.8.8.8',
    '[2606:4700::1111]',
    'xn--bcher-kva.ch',
    'API.Example.CH',
  ])('%s may be called', (host) => {
    expect(hostProblem(host, new Set())).toBeUndefined();
  });

  it.each([
    '',
    '*',
    '*.example.ch',
    'localhost',
    'intranet',
    'https://api.example.ch',
    'api.example.ch/path',
    'api.example.ch?x',
    'user@api.example.ch',
    'user:pass@api.example.ch',
    'api.example.ch:',
    'api.example.ch:0',
    'api.example.ch:65536',
    'api.example.ch:80:80',
    'api example.ch',
    'a..b.ch',
    '-a.ch',
    '127.0.0.1',
    '10.0.0.1',
    '192.168.1.1:8080',
    '172.16.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '017700000001',
    '127.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[fd00::1]',
    '[fe80::1]',
    '::1',
    `${'a'.repeat(64)}.ch`,
    `${'a.'.repeat(130)}ch`,
  ])('%j may not', (host) => {
    expect(hostProblem(host, new Set())).toBeDefined();
  });

  it('of a private network may be called where the operator says so', () => {
    const open = privateHostsOf('intranet, 10.0.0.1,LOCALHOST,');
    expect([...open]).toEqual(['intranet', '10.0.0.1', 'localhost']);
    for (const host of ['intranet', '10.0.0.1', '10.0.0.1:8080', 'localhost:3000']) {
      expect(hostProblem(host, open)).toBeUndefined();
    }
    expect(hostProblem('10.0.0.2', open)).toBeDefined();
  });
});

describe('variables', () => {
  it.each([
    ['number', ['1', '-1.5', '1e3', ' 7 '], ['', 'x', '1,5', 'NaN', 'Infinity', '0x10', '1e999', '1 2']],
    ['boolean', ['true', 'false'], ['', 'ja', '1', 'TRUE x']],
    ['date', ['2026-02-28', '2028-02-29'], ['', '2026-02-29', '2026-13-01', '28.02.2026', '2026-2-8']],
  ] as const)('of type %s take some texts and refuse others', (type, good, bad) => {
    expect(good.filter((text) => !isValueOf(type, text))).toEqual([]);
    expect(bad.filter((text) => isValueOf(type, text))).toEqual([]);
  });
});

it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', '1a', 'a.b', 'ä'])('%j is no name', (name) => {
  expect(isName(name)).toBe(false);
});
