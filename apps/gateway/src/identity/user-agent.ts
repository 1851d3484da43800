import type { IncomingHttpHeaders } from 'node:http';
import { SESSION_DEVICES, type SessionDevice } from '@nyla/contracts';
import Bowser from 'bowser';

const MAX_LENGTH = 400;

/** Where a request comes from, as a session keeps it. */
export interface Client {
  readonly ip: string;
  readonly userAgent: string | null;
}

export interface BrowserWords {
  readonly browser: string | null;
  readonly system: string | null;
  readonly device: SessionDevice;
}

export function clientOf({ ip, headers }: { readonly ip: string; readonly headers: IncomingHttpHeaders }): Client {
  const userAgent = headers['user-agent'] ?? '';
  return { ip, userAgent: userAgent === '' ? null : userAgent.slice(0, MAX_LENGTH) };
}

/** What a `User-Agent` header says, as people call it. */
export function describeUserAgent(header: string | null): BrowserWords {
  if (header === null) return { browser: null, system: null, device: 'other' };
  const { browser, os, platform } = Bowser.parse(header);
  return {
    browser: browser.name?.slice(0, 80) || null,
    system: os.name?.slice(0, 80) || null,
    device: SESSION_DEVICES.find((known) => known === platform.type) ?? 'other',
  };
}
