import {
  addressesOf,
  allowedRecipientProblem,
  isAllowedRecipient,
  plainAddress,
  recipientProblem,
} from './recipients.js';

describe('a recipient', () => {
  it.each([
    ['Anna@Muster.ch ', 'anna@muster.ch'],
    ['jürg@zürich.ch', 'jürg@zürich.ch'],
  ])('%s is one address', (text, address) => {
    expect(plainAddress(text)).toBe(address);
  });

  it.each([
    'a@b.ch, c@d.ch',
    'a@b.ch;c@d.ch',
    'a@b.ch\r\nBcc: c@d.ch',
    'a@b.ch\u2028c@d.ch',
    'Anna <a@b.ch>',
    '"a b"@b.ch',
    '["a@b.ch","c@d.ch"]',
    'a@b.ch\u0000',
    'a\u202e@b.ch',
    'a@',
    '',
    'mailto:a@b.ch',
    `${'a'.repeat(300)}@b.ch`,
    '\ud800@b.ch',
  ])('%j is none', (text) => {
    expect(plainAddress(text)).toBeUndefined();
    expect(() => addressesOf([text])).toThrow('automation.mail_refused');
  });

  it('is named once, however it is written', () => {
    expect(addressesOf(['a@b.ch', 'A@B.ch ', 'c@d.ch'])).toEqual(['a@b.ch', 'c@d.ch']);
  });

  it.each([
    ['{{variables.to}}', true],
    ['info@{{variables.domain}}', true],
    ['a@b.ch', true],
    ['a@b.ch, {{variables.to}}', false],
    ['Name <{{variables.to}}>', false],
    ['anna', false],
    [' ', false],
  ])('%s may stand in a definition: %s', (template, isFine) => {
    expect(recipientProblem(template) === undefined).toBe(isFine);
  });
});

describe('the list of allowed recipients', () => {
  it.each([
    ['a@b.ch', 'a@b.ch', true],
    ['a@b.ch', 'A@B.CH', true],
    ['a@b.ch', '@b.ch', true],
    ['a@sub.b.ch', '@b.ch', false],
    ['a@evilb.ch', '@b.ch', false],
    ['x@a@b.ch', '@b.ch', true],
    ['c@b.ch', 'a@b.ch', false],
  ])('lets a mail go to %s by %s: %s', (address, entry, isAllowed) => {
    expect(isAllowedRecipient(address, [entry])).toBe(isAllowed);
  });

  it.each([
    ['@example.ch', true],
    ['name@example.ch', true],
    ['example.ch', false],
    ['*@example.ch', true],
    ['@', false],
    ['@*', false],
    ['@ch', false],
    ['@example.ch, @b.ch', false],
    ['', false],
  ])('may hold %s: %s', (entry, isFine) => {
    expect(allowedRecipientProblem(entry) === undefined).toBe(isFine);
  });
});
