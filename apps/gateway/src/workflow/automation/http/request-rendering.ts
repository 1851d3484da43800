import type { HttpHeaderDto, HttpRequestStepDto } from '@nyla/contracts';
import { parseTemplate } from '../template-path.js';
import { type Filling, fill, render, type TemplateScope, textOf } from '../template-rendering.js';
import { HttpRefusal } from './http-refusal.js';

/** The parts of a request with their values filled in. */
export interface RenderedRequest {
  readonly url: string;
  readonly headers: readonly HttpHeaderDto[];
  readonly body: string | null;
}

const SCHEME = /^https?$/i;
const FULL_URL = /^\s*https?:\/\/[^/?#\\@]+(?:[/?#][^\\]*)?$/i;
const WITH_SCHEME = /^\s*https?:\/\//i;
const IN_HOST = /^\s*https?:\/\/[^/?#\\]*$/i;
/** Nothing in it can end the host; whether it is an allowed one is looked at when the address is whole. */
const HOST = /^(?:[\p{L}\p{N}._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/iu;
const DOTS = /^(?:\.|%2e){1,2}$/i;
const JSON_TYPE = /^\s*[\w.+-]+\/(?:[\w.-]+\+)?json\b/i;
const FORM_TYPE = /^\s*application\/x-www-form-urlencoded\b/i;

/**
 * Fills the values into a request so that each stays the value that it is: data of strangers add no parameter, leave
 * no folder and close no quotation.
 * @throws HttpRefusal for a value that would change where the request goes; DomainError as `render`
 */
export function renderRequest({ url, headers, body }: HttpRequestStepDto, scope: TemplateScope): RenderedRequest {
  const filled = headers.map(({ name, value }) => ({ name, value: render(value, scope) }));
  const type = filled.findLast(({ name }) => name.toLowerCase() === 'content-type')?.value ?? '';
  return { url: renderUrl(url, scope), headers: filled, body: body === null ? null : renderBody(body, type, scope) };
}

function renderUrl(template: string, scope: TemplateScope): string {
  const url = fill(template, scope, urlPart);
  const plain = parseTemplate(template).map((part) => (part.kind === 'text' ? part.text : 'x'));
  // The parser takes such a segment, however it is written, for a way up.
  if (dotSegments(url) > dotSegments(plain.join(''))) throw new HttpRefusal('url', '');
  return url;
}

/** A value as it stands in an address, by what is before it. */
function urlPart({ value, before, after }: Filling): string {
  const text = textOf(value).toWellFormed();
  if (before.trim() === '') {
    if (after.startsWith('://') && SCHEME.test(text)) return text;
    if (!FULL_URL.test(text) || !mayGoOn(text, after)) throw new HttpRefusal('url', '');
    return text.trim();
  }
  const isInHost = IN_HOST.test(before);
  if (isInHost ? !HOST.test(text) : !WITH_SCHEME.test(before)) throw new HttpRefusal('url', '');
  return isInHost ? text : encodeURIComponent(text);
}

/** Whether what stands after a whole address keeps its meaning: a query or a fragment would swallow a path. */
function mayGoOn(url: string, after: string): boolean {
  return after === '' || !/[?#]/.test(url) || (after.startsWith('&') && !url.includes('#'));
}

function dotSegments(url: string): number {
  const [path = ''] = url.replace(WITH_SCHEME, '').split(/[?#]/, 1);
  return path
    .split(/[/\\]/)
    .slice(1)
    .filter((segment) => DOTS.test(segment)).length;
}

function renderBody(template: string, type: string, scope: TemplateScope): string {
  if (FORM_TYPE.test(type)) {
    return fill(template, scope, ({ value }) => encodeURIComponent(textOf(value).toWellFormed()));
  }
  return JSON_TYPE.test(type) || isJson(template) ? renderJson(template, scope) : render(template, scope);
}

function renderJson(template: string, scope: TemplateScope): string {
  const quotes = new Quotes();
  return fill(template, scope, ({ value, literal }) => {
    quotes.read(literal);
    if (!quotes.isOpen) return JSON.stringify(value ?? null);
    // A backslash just before the value would take away the one that keeps a quotation mark in it from ending the text.
    return `${quotes.isEscaping ? '\\' : ''}${JSON.stringify(textOf(value)).slice(1, -1)}`;
  });
}

/** Whether a body is meant as a JSON object or list, whatever its type says. */
function isJson(template: string): boolean {
  if (!/^\s*[{[]/.test(template) || template.trimStart().startsWith('{{')) return false;
  const quotes = new Quotes();
  const probe = parseTemplate(template).map((part) => {
    if (part.kind !== 'text') return quotes.isOpen ? 'x' : '"x"';
    quotes.read(part.text);
    return part.text;
  });
  try {
    JSON.parse(probe.join(''));
    return true;
  } catch {
    return false;
  }
}

/** Reads JSON from left to right, and knows whether it is within quotation marks. */
class Quotes {
  isOpen = false;
  isEscaping = false;

  read(text: string): void {
    // Whatever a value was, it has used up what was before it.
    this.isEscaping = false;
    for (const char of text) {
      if (this.isEscaping) this.isEscaping = false;
      else if (char === '\\' && this.isOpen) this.isEscaping = true;
      else if (char === '"') this.isOpen = !this.isOpen;
    }
  }
}
