import { safeRedirect } from './safe-redirect';

describe('safeRedirect', () => {
  it('keeps a place inside the app with its search', () => {
    expect(safeRedirect('/billing/transactions?from=2026-11-01#x')).toBe('/billing/transactions?from=2026-11-01#x');
  });

  it.each([
    'https://evil.test/',
    '//evil.test',
    '/\\evil.test',
    '/\t/evil.test',
    'javascript:alert(1)',
    '',
    7,
    null,
    undefined,
  ])('refuses %j', (value) => {
    expect(safeRedirect(value)).toBeNull();
  });

  it('does not lead back to the login', () => {
    expect(safeRedirect('/login?redirect=/login')).toBeNull();
  });
});
