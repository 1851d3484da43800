import { isIP } from 'node:net';
import type { FieldErrorDto, HttpHeaderDto, VariableType } from '@nyla/contracts';
import { isPublicAddress } from './http/address-policy.js';
import { hostOf, targetOf } from './http/http-target.js';
import { requestHeaders } from './http/request-headers.js';

const NAME = /^[A-Za-z][A-Za-z0-9_]{0,39}$/;
const HOST = /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?$/;
const HOST_AND_PORT = /^(\[[0-9a-f:.]+\]|[^:/?#@\\[\]\s]+)(?::(\d{1,5}))?$/i;
const PORT_MAX = 65_535;
const NUMBER = /^[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:e[+-]?\d{1,3})?$/i;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const PLACEHOLDER = /\{\{.*?\}\}/gs;

/** Collects what is wrong, each with its place. */
export class FieldErrors {
  readonly items: FieldErrorDto[] = [];

  add(field: string, constraint: string, problem: string): void {
    this.items.push({ field, constraint, message: `${field} ${problem}`.slice(0, 500) });
  }
}

/** A name that templates can use, and that no record inherits. */
export function isName(name: string): boolean {
  return NAME.test(name) && !(name in Object.prototype);
}

/** Whether a text can be read as a value of a type. */
export function isValueOf(type: VariableType, text: string): boolean {
  switch (type) {
    case 'number':
      return NUMBER.test(text.trim()) && Number.isFinite(Number(text));
    case 'boolean':
      return ['true', 'false'].includes(text.trim());
    case 'date':
      return isDay(text.trim());
    case 'text':
    case 'list':
      return true;
  }
}

/** The hosts of private networks that the operator's setting lets automations call. */
export function privateHostsOf(setting: string): ReadonlySet<string> {
  const hosts = setting.split(',').map((host) => hostOf(host.trim()));
  return new Set(hosts.filter((host) => host !== ''));
}

/** What is wrong with an entry of the allowed hosts: `api.example.ch`, with another port than the usual `…:8443`. */
export function hostProblem(entry: string, privateHosts: ReadonlySet<string>): string | undefined {
  const [, written = '', port] = HOST_AND_PORT.exec(entry) ?? [];
  const url = written === '' ? null : URL.parse(`http://${written}/`);
  // The parser turns every way to write an IPv4 address into the usual one.
  const host = url ? hostOf(url.hostname) : '';
  const isAddress = isIP(host) !== 0;
  if (!isAddress && !HOST.test(host)) return 'is no host name such as api.example.ch';
  if (port !== undefined && (Number(port) < 1 || Number(port) > PORT_MAX)) return 'names no port';
  if (privateHosts.has(host)) return undefined;
  if (isAddress && !isPublicAddress(host)) return 'is an address of a private network';
  if (!isAddress && !host.includes('.')) return 'is no host name such as api.example.ch';
  return undefined;
}

/** What is wrong with the address of a request as far as it can be known before a run: most of it may be put in then. */
export function urlProblem(template: string, allowedHosts: readonly string[]): string | undefined {
  const isKnown = !template.includes('{{') || /^\s*https?:\/\/[^{}/?#\\]+[/?#]/i.test(template);
  if (!isKnown) return undefined;
  try {
    targetOf(template.replace(PLACEHOLDER, 'x'), allowedHosts);
    return undefined;
  } catch {
    return 'is no address of an allowed host';
  }
}

export function headerProblem({ name, value }: HttpHeaderDto): string | undefined {
  try {
    requestHeaders([{ name, value: value.replace(PLACEHOLDER, 'x') }]);
    return undefined;
  } catch {
    return 'is no header that may be set';
  }
}

function isDay(text: string): boolean {
  if (!DAY.test(text)) return false;
  const instant = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text);
}
