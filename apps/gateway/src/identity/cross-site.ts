import type { IncomingHttpHeaders } from 'node:http';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

interface IncomingRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
}

/**
 * Whether a browser sends this write on behalf of another site (CSRF). Every browser says so in `Sec-Fetch-Site`,
 * older ones in `Origin`; programs send neither. `publicOrigin` is where Nyla is served, null when not configured.
 */
export function isCrossSiteWrite({ method, headers }: IncomingRequest, publicOrigin: string | null): boolean {
  if (SAFE_METHODS.has(method)) return false;
  const origin = headers.origin;
  if (origin !== undefined && origin === publicOrigin) return false;
  const site = headers['sec-fetch-site'];
  // A sibling domain ("same-site") may belong to somebody else; "none" is the user's own doing.
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  return origin !== undefined && hostOf(origin) !== headers.host;
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
