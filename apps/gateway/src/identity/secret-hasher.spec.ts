import { readEnv } from '../config/env.js';
import { SecretHasher } from './secret-hasher.js';

const hasherOf = (secret: string) => new SecretHasher(readEnv({ NYLA_SECRET: secret }));

it('hashes alike under one secret, otherwise under another', () => {
  const hash = hasherOf('a'.repeat(32)).hash('token');
  expect(hash).toHaveLength(32);
  expect(hasherOf('a'.repeat(32)).hash('token').equals(hash)).toBe(true);
  expect(hasherOf('b'.repeat(32)).hash('token').equals(hash)).toBe(false);
});

it('does nothing without a secret', () => {
  expect(() => new SecretHasher(readEnv({}))).toThrow('NYLA_SECRET');
});
