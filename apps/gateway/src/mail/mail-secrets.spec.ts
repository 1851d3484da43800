import { expiryOf, isMasked, withoutSecrets } from './mail-secrets.js';

const reset = (path: string) => ({ displayName: 'A', path, expiresAt: '2026-11-01T00:00:00.000Z' });

describe('secret links', () => {
  it.each([
    ['/reset/geheim', '/reset/...'],
    ['/invite/geheim?from=mail', '/invite/...'],
    ['/invite?token=geheim', '/...'],
    ['/reset/x#geheim', '/reset/...'],
    ['geheim', '...'],
    ['', '...'],
  ])('%s is shown as %s', (path, shown) => {
    const masked = withoutSecrets('password_reset', reset(path));
    expect(masked).toEqual(reset(shown));
    expect(isMasked('password_reset', masked)).toBe(true);
    expect(isMasked('password_reset', reset(path))).toBe(false);
  });

  it('are in no other mail', () => {
    const data = { requestedBy: 'A' };
    expect(withoutSecrets('test_mail', data)).toBe(data);
    expect(isMasked('test_mail', data)).toBe(false);
    expect(expiryOf('test_mail', data)).toBeUndefined();
    expect(expiryOf('password_reset', reset('/x'))).toEqual(new Date('2026-11-01T00:00:00.000Z'));
  });
});
