import { isTotpCode, newTotpSecret, totpSetup, totpStep } from './totp.js';

/** RFC 6238, appendix B, the last six of its eight digits. */
const RFC_SECRET = Buffer.from('12345678901234567890');

it.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_234_567_890, '005924'],
  [20_000_000_000, '353130'],
])('agrees with the standard at %i seconds', (seconds, code) => {
  expect(totpStep(RFC_SECRET, code, new Date(seconds * 1000))).toBe(Math.floor(seconds / 30));
});

it('accepts the step before and the step after, and says which one it was', () => {
  const step = Math.floor(1_234_567_890 / 30);
  const at = (offset: number) => totpStep(RFC_SECRET, '005 924', new Date((1_234_567_890 + offset * 30) * 1000));
  expect([at(-1), at(0), at(1)]).toEqual([step, step, step]);
  expect([at(-2), at(2)]).toEqual([null, null]);
});

it('tells codes from recovery codes', () => {
  expect(['123456', ' 123 456 '].map(isTotpCode)).toEqual([true, true]);
  expect(['12345', '1234567', '1234-56', 'ABCDE-FGHJK', '١٢٣٤٥٦', ''].map(isTotpCode)).toEqual(
    Array.from({ length: 6 }, () => false),
  );
});

it('names issuer and account to the app, and makes a secret of 160 bits', () => {
  const bytes = newTotpSecret();
  expect(bytes).toHaveLength(20);
  const { secret, uri } = totpSetup(bytes, 'anna+büro@x.ch');
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  const url = new URL(uri);
  expect(decodeURIComponent(url.pathname)).toBe('/Nyla:anna+büro@x.ch');
  expect(Object.fromEntries(url.searchParams)).toMatchObject({ secret, issuer: 'Nyla', digits: '6', period: '30' });
});
