import { apiKeyPrefix, isApiKey, isSessionToken, newApiKey, newSessionToken } from './secret-token.js';

it('makes tokens of 256 bits that differ', () => {
  const tokens = new Set(Array.from({ length: 100 }, newSessionToken));
  expect(tokens.size).toBe(100);
  for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
});

it('knows its own tokens and keys from anything else', () => {
  expect(isSessionToken(newSessionToken())).toBe(true);
  expect(isApiKey(newApiKey())).toBe(true);
  for (const text of ['', 'nyla_sk_', 'x'.repeat(44), `${'x'.repeat(42)} `, `${newApiKey()}\n`, newApiKey().slice(1)]) {
    expect(isApiKey(text)).toBe(false);
    expect(isSessionToken(text)).toBe(false);
  }
});

it('shows little of a key', () => {
  const key = newApiKey();
  expect(apiKeyPrefix(key)).toMatch(/^nyla_sk_[\w-]{6}$/);
});
