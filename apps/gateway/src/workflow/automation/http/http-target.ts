import { isIP } from 'node:net';
import { HttpRefusal } from './http-refusal.js';

/** Where a request goes. */
export interface HttpTarget {
  readonly url: URL;
  /** Lower case, without brackets, port and closing dot. */
  readonly host: string;
  readonly port: number;
  /** The host is written as an IP address. */
  readonly isAddress: boolean;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };
const URL_MAX_LENGTH = 8_000;

/**
 * Reads an address and holds it against the allowed hosts: `api.example.ch` stands for the usual ports,
 * `api.example.ch:8443` for that one port. The URL parser has by then turned every way to write an IPv4 address,
 * decimal, octal or hexadecimal, into the usual one.
 * @throws HttpRefusal
 */
export function targetOf(text: string, allowedHosts: readonly string[], base?: URL): HttpTarget {
  const url = parsed(text, base);
  const defaultPort = DEFAULT_PORTS[url.protocol];
  const host = hostOf(url.hostname);
  if (defaultPort === undefined || url.username !== '' || url.password !== '') throw new HttpRefusal('url', host);
  const port = url.port === '' ? defaultPort : Number(url.port);
  const isAllowed = allowedHosts.some((entry) => allows(entry, host, port));
  if (!isAllowed) throw new HttpRefusal('host_not_allowed', port === defaultPort ? host : `${host}:${port}`);
  return { url, host, port, isAddress: isIP(host) !== 0 };
}

/** A host as it is compared: lower case, ASCII, without brackets and without the closing dot that DNS allows. */
export function hostOf(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}

function parsed(text: string, base: URL | undefined): URL {
  const url = text.length <= URL_MAX_LENGTH ? URL.parse(text.trim(), base?.href) : null;
  if (!url || url.hostname === '') throw new HttpRefusal('url', '');
  return url;
}

function allows(entry: string, host: string, port: number): boolean {
  const url = URL.parse(`http://${entry.trim()}/`);
  if (!url || url.hostname === '' || hostOf(url.hostname) !== host) return false;
  // The parser leaves port 80 away because it is the default of the scheme put before it.
  const written = /:(\d+)$/.exec(entry.trim())?.[1];
  return written === undefined ? port === 80 || port === 443 : Number(written) === port;
}
