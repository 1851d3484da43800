/** A place inside this app to go to after the login, or null: an address from outside must not be followed. */
export function safeRedirect(value: unknown): string | null {
  if (typeof value !== 'string' || !value.startsWith('/')) return null;
  // `//host` and `/\host` are other hosts for a browser; the URL parser is the one that knows.
  const origin = 'https://nyla.invalid';
  if (!URL.canParse(value, origin)) return null;
  const url = new URL(value, origin);
  if (url.origin !== origin || url.pathname === '/login') return null;
  return `${url.pathname}${url.search}${url.hash}`;
}
