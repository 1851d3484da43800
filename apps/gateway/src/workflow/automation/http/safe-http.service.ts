import { lookup } from 'node:dns/promises';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { Injectable } from '@nestjs/common';
import type { HttpHeaderDto, HttpMethod } from '@nyla/contracts';
import { Env } from '../../../config/env.js';
import { privateHostsOf } from '../definition-fields.js';
import { isPublicAddress } from './address-policy.js';
import { HttpRefusal } from './http-refusal.js';
import { type HttpTarget, targetOf } from './http-target.js';
import { requestHeaders, withoutBody, withoutSecrets } from './request-headers.js';
import { readBody } from './response-body.js';

export interface SafeRequest {
  readonly method: HttpMethod;
  readonly url: string;
  readonly headers: readonly HttpHeaderDto[];
  readonly body: string | null;
  readonly allowedHosts: readonly string[];
}

export interface SafeResponse {
  readonly status: number;
  /** The host that answered, after redirects. */
  readonly host: string;
  readonly contentType: string;
  readonly text: string;
}

export interface HttpLimits {
  /** From the beginning, or from a redirect, to the headers of the answer. */
  readonly headersMs: number;
  /** All of it, redirects and body included. */
  readonly totalMs: number;
}

type Address = Awaited<ReturnType<typeof lookup>>;

/** One request on its way through redirects. */
interface Hop {
  readonly target: HttpTarget;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

const LIMITS: HttpLimits = { headersMs: 10_000, totalMs: 30_000 };
const REDIRECTS_MAX = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const HEADERS_MAX_BYTES = 16 * 1024;

/**
 * Makes the requests that automations ask for. Their addresses are written by people who must not reach what the
 * gateway can reach: each address is checked, resolved once, and the connection goes to what was checked.
 */
@Injectable()
export class SafeHttpService {
  private readonly privateHosts: ReadonlySet<string>;
  limits = LIMITS;
  /** Answers all addresses of a name. */
  addressesOf = (host: string): Promise<Address[]> => lookup(host, { all: true, verbatim: true });

  constructor(env: Env) {
    this.privateHosts = privateHostsOf(env.AUTOMATION_ALLOW_PRIVATE_HOSTS);
  }

  /** @throws HttpRefusal, or the signal's reason once it is aborted */
  async send(request: SafeRequest, signal: AbortSignal): Promise<SafeResponse> {
    signal.throwIfAborted();
    const deadline = new Deadline(this.limits.totalMs);
    const stop = AbortSignal.any([signal, deadline.signal]);
    let host = '';
    try {
      let hop = firstHop(request);
      for (let redirects = 0; ; redirects++) {
        ({ host } = hop.target);
        const response = await this.exchange(hop, stop);
        const next = nextHop(hop, response, request.allowedHosts);
        if (!next) return await this.read(hop, response, stop);
        response.destroy();
        if (redirects === REDIRECTS_MAX) throw new HttpRefusal('redirects', host);
        hop = next;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (deadline.signal.aborted) throw new HttpRefusal('timeout', host);
      if (error instanceof HttpRefusal) throw error;
      throw new HttpRefusal('unreachable', host, { cause: error });
    } finally {
      deadline.end();
    }
  }

  /** Sends one request and waits for the headers of its answer. */
  private async exchange(hop: Hop, stop: AbortSignal): Promise<IncomingMessage> {
    const deadline = new Deadline(this.limits.headersMs);
    const aborted = AbortSignal.any([stop, deadline.signal]);
    try {
      const addresses = await abortable(this.resolve(hop.target), aborted);
      return await answerTo(openRequest(hop, addresses, stop), hop.body, aborted);
    } catch (error) {
      if (deadline.signal.aborted && !stop.aborted) throw new HttpRefusal('timeout', hop.target.host);
      throw error;
    } finally {
      deadline.end();
    }
  }

  private async read({ target }: Hop, response: IncomingMessage, stop: AbortSignal): Promise<SafeResponse> {
    const text = await abortable(readBody(response, target.host), stop).finally(() => response.destroy());
    const contentType = response.headers['content-type'] ?? '';
    return { status: response.statusCode ?? 0, host: target.host, contentType, text };
  }

  /** All addresses of a name, every one of them checked: a name may have a public one for show. */
  private async resolve({ host, isAddress }: HttpTarget): Promise<Address[]> {
    const addresses = isAddress ? [{ address: host, family: isIP(host) }] : await this.addressesOf(host);
    if (!this.privateHosts.has(host) && !addresses.every(({ address }) => isPublicAddress(address))) {
      throw new HttpRefusal('private_address', host);
    }
    return addresses;
  }
}

function firstHop({ method, url, headers, body, allowedHosts }: SafeRequest): Hop {
  const target = targetOf(url, allowedHosts);
  const carriesBody = body !== null && method !== 'GET';
  return { target, method, headers: requestHeaders(headers), body: carriesBody ? body : null };
}

/** Where a redirect leads, checked like the first address; undefined where the answer is none. */
function nextHop(
  hop: Hop,
  { statusCode = 0, headers }: IncomingMessage,
  allowedHosts: readonly string[],
): Hop | undefined {
  const { location } = headers;
  if (!REDIRECTS.has(statusCode) || location === undefined) return undefined;
  const target = targetOf(location, allowedHosts, hop.target.url);
  if (hop.target.url.protocol === 'https:' && target.url.protocol !== 'https:') {
    throw new HttpRefusal('redirects', target.host);
  }
  const isSameOrigin = target.url.origin === hop.target.url.origin;
  const next = { ...hop, target, headers: isSameOrigin ? hop.headers : withoutSecrets(hop.headers) };
  const keepsMethod = statusCode === 307 || statusCode === 308 || hop.method === 'GET';
  return keepsMethod ? next : { ...next, method: 'GET', headers: withoutBody(next.headers), body: null };
}

/** A connection of its own to one of the addresses that were checked; the name is never looked up again. */
function openRequest({ target, method, headers, body }: Hop, addresses: Address[], stop: AbortSignal): ClientRequest {
  const pinned: LookupFunction = (_host, { all }, done) => {
    const [first] = addresses;
    if (all) done(null, addresses);
    else done(null, first?.address ?? '', first?.family);
  };
  const { url, host, port } = target;
  const open = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return open({
    method,
    host,
    port,
    path: `${url.pathname}${url.search}`,
    headers: {
      ...headers,
      host: url.host,
      ...(body !== null && { 'content-length': Buffer.byteLength(body) }),
    },
    agent: false,
    lookup: pinned,
    maxHeaderSize: HEADERS_MAX_BYTES,
    signal: stop,
  });
}

function answerTo(request: ClientRequest, body: string | null, stop: AbortSignal): Promise<IncomingMessage> {
  return abortable(
    new Promise<IncomingMessage>((resolve, reject) => {
      request.once('response', resolve);
      // Stays: an error that comes after the headers is the reader's to report, and must not end the process.
      request.on('error', reject);
      // A server that changes to another protocol is left without a word.
      request.once('close', () => reject(new Error('the connection was closed without an answer')));
      request.end(body ?? undefined);
    }),
    stop,
  ).catch((error: unknown) => {
    request.destroy();
    throw error;
  });
}

/** Rejects as soon as the signal is aborted, whatever the work does then. */
async function abortable<T>(work: Promise<T>, stop: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(stop.reason);
  if (stop.aborted) onAbort();
  stop.addEventListener('abort', onAbort, { once: true });
  // Whichever loses the race must not count as unhandled.
  work.catch(() => undefined);
  aborted.promise.catch(() => undefined);
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    stop.removeEventListener('abort', onAbort);
  }
}

/** A time limit that can be taken back. */
class Deadline {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(ms: number) {
    this.timer = setTimeout(() => this.controller.abort(), ms);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  end(): void {
    clearTimeout(this.timer);
  }
}
