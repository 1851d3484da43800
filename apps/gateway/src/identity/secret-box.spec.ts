import { readEnv } from '../config/env.js';
import { SecretBox } from './secret-box.js';

const boxOf = (secret: string) => new SecretBox(readEnv({ NYLA_SECRET: secret }));
const box = boxOf('a secret of at least thirty-two letters');
const REFUSED = /authenticate|invalid/i;
const TEXT = Buffer.from('12345678901234567890');

it('gives back what was sealed, and seals it differently each time', () => {
  const sealed = box.seal(TEXT, 'anna');
  expect(box.open(sealed, 'anna')).toEqual(TEXT);
  expect(sealed.includes(TEXT)).toBe(false);
  expect(box.seal(TEXT, 'anna')).not.toEqual(sealed);
});

it('opens nothing that was changed, belongs to somebody else, or was sealed by another installation', () => {
  const sealed = box.seal(TEXT, 'anna');
  for (let index = 0; index < sealed.length; index += 1) {
    const changed = Buffer.from(sealed);
    changed[index] = (changed[index] ?? 0) ^ 1;
    expect(() => box.open(changed, 'anna')).toThrow(REFUSED);
  }
  expect(() => box.open(sealed, 'ben')).toThrow(REFUSED);
  expect(() => boxOf('another secret of thirty-two letters').open(sealed, 'anna')).toThrow(REFUSED);
  for (const length of [0, 5, 12, 20, 28]) expect(() => box.open(sealed.subarray(0, length), 'anna')).toThrow(REFUSED);
});
