import { sourceLink } from './source-link';

describe('sourceLink', () => {
  it.each([
    ['https://www.admin.ch/gov/de/start.html', 'admin.ch'],
    ['http://example.com:8080/a?b#c', 'example.com'],
    // A name in other letters that looks like a known one stays recognisable.
    ['https://аpple.com/', 'xn--pple-43d.com'],
  ])('%s leads to %s', (url, host) => {
    expect(sourceLink(url)).toMatchObject({ host });
    expect(sourceLink(url).href).not.toBeNull();
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'not an address', ''])(
    '%s leads nowhere',
    (url) => expect(sourceLink(url)).toEqual({ href: null, host: '' }),
  );
});
