import type { IncomingHttpHeaders } from 'node:http';
import { isCrossSiteWrite } from './cross-site.js';

const PUBLIC = 'https://nyla.example.ch';

function refused(
  headers: IncomingHttpHeaders,
  { method = 'POST', publicOrigin = null as string | null } = {},
): boolean {
  return isCrossSiteWrite({ method, headers: { host: 'nyla.test:3000', ...headers } }, publicOrigin);
}

it.each<[boolean, IncomingHttpHeaders]>([
  [false, {}],
  [false, { 'sec-fetch-site': 'same-origin', origin: 'http://nyla.test:3000' }],
  [false, { 'sec-fetch-site': 'none' }],
  [false, { origin: 'http://nyla.test:3000' }],
  [true, { 'sec-fetch-site': 'cross-site' }],
  [true, { 'sec-fetch-site': 'same-site', origin: 'http://other.test:3000' }],
  [true, { 'sec-fetch-site': 'cross-site', origin: 'http://nyla.test:3000' }],
  [true, { origin: 'http://evil.test' }],
  [true, { origin: 'http://nyla.test:3001' }],
  [true, { origin: 'http://nyla.test:3000.evil.test' }],
  [true, { origin: 'null' }],
])('a write is refused: %p with %j', (expected, headers) => {
  expect(refused(headers)).toBe(expected);
});

it('never refuses reading', () => {
  for (const method of ['GET', 'HEAD', 'OPTIONS'])
    expect(refused({ 'sec-fetch-site': 'cross-site' }, { method })).toBe(false);
  for (const method of ['PUT', 'PATCH', 'DELETE'])
    expect(refused({ 'sec-fetch-site': 'cross-site' }, { method })).toBe(true);
});

it('trusts the public address behind a proxy that changes the host', () => {
  expect(refused({ origin: PUBLIC }, { publicOrigin: PUBLIC })).toBe(false);
  expect(refused({ origin: PUBLIC })).toBe(true);
  expect(refused({ origin: 'https://evil.example.ch' }, { publicOrigin: PUBLIC })).toBe(true);
});
