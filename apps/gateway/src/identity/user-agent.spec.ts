import { clientOf, describeUserAgent } from './user-agent.js';

it.each([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0',
    { browser: 'Firefox', system: 'Windows', device: 'desktop' },
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
    { browser: 'Safari', system: 'iOS', device: 'mobile' },
  ],
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0',
    { browser: 'Microsoft Edge', system: 'Linux', device: 'desktop' },
  ],
  ['lightMyRequest', { system: null, device: 'other' }],
  ['<script>', { system: null, device: 'other' }],
  [null, { browser: null, system: null, device: 'other' }],
])('%s', (header, words) => {
  expect(describeUserAgent(header)).toMatchObject(words);
});

it('keeps no more of the header than a row should hold', () => {
  const { userAgent } = clientOf({ ip: '127.0.0.1', headers: { 'user-agent': 'x'.repeat(10_000) } });
  expect(userAgent).toHaveLength(400);
  expect(clientOf({ ip: '127.0.0.1', headers: {} }).userAgent).toBeNull();
});
