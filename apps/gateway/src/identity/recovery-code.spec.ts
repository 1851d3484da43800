import { newRecoveryCodes, normaliseRecoveryCode } from './recovery-code.js';

it('makes ten different codes in a form that can be read out', () => {
  const codes = newRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
});

it('reads a code however it is typed', () => {
  for (const typed of ['7QK2M-0W1TC', ' 7qk2m 0w1tc', '7QK2MOWITC', '7qk2m-owltc']) {
    expect(normaliseRecoveryCode(typed)).toBe('7QK2M0W1TC');
  }
});
