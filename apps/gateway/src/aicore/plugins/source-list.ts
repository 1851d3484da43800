import {
  SOURCE_SNIPPET_MAX_LENGTH,
  SOURCE_TITLE_MAX_LENGTH,
  SOURCE_URL_MAX_LENGTH,
  SOURCES_MAX,
} from '@nyla/contracts/constants';
import type { WebSource } from '../connector.contract.js';
import { textOf } from './provider-fault.js';

/** A page as a provider reports it: any field may be missing, or be something else. */
export interface FoundPage {
  readonly url: unknown;
  readonly title: unknown;
  readonly snippet?: unknown;
  readonly publishedDate?: unknown;
  readonly content?: unknown;
}

const DATE_MAX_LENGTH = 40;
/** Enough for the passages that a search picks from a page, and far below what a model can read. */
const CONTENT_MAX_LENGTH = 4_000;
// Control characters, halves of surrogate pairs, and what turns the direction of the text around it.
const UNSAFE = /[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]/gu;

/**
 * The pages that an answer draws on, each once, in the order in which they were found. Strangers wrote every word of
 * them: only addresses of the web are let through, and only as much text as is shown or read.
 */
export class SourceList {
  private readonly numbers = new Map<string, number>();
  private readonly pages: WebSource[] = [];

  get sources(): readonly WebSource[] {
    return [...this.pages];
  }

  /** @returns the number by which the page is cited, from 1; null where it is not kept. */
  add(page: FoundPage): number | null {
    const url = webAddress(page.url);
    if (!url) return null;
    const key = withoutFragment(url);
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    if (this.pages.length === SOURCES_MAX) return null;
    this.numbers.set(key, this.pages.push(readPage(url, page)));
    return this.pages.length;
  }
}

function readPage(url: URL, { title, snippet, publishedDate, content }: FoundPage): WebSource {
  return {
    url: url.href,
    title: oneLine(title, SOURCE_TITLE_MAX_LENGTH) ?? url.hostname,
    snippet: oneLine(snippet, SOURCE_SNIPPET_MAX_LENGTH),
    publishedDate: oneLine(publishedDate, DATE_MAX_LENGTH),
    content: manyLines(content, CONTENT_MAX_LENGTH),
  };
}

/** Names and passwords in an address serve to disguise where it leads. */
function webAddress(value: unknown): URL | null {
  const url = URL.parse(textOf(value) ?? '');
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  const isPlain = url?.username === '' && url.password === '';
  return url && isWeb && isPlain && url.href.length <= SOURCE_URL_MAX_LENGTH ? url : null;
}

function withoutFragment({ href, hash }: URL): string {
  return href.slice(0, href.length - hash.length);
}

function oneLine(value: unknown, maxLength: number): string | null {
  const text = beginning(value, maxLength).replace(/\s+/g, ' ').replace(UNSAFE, '').trim();
  return text === '' ? null : cut(text, maxLength);
}

function manyLines(value: unknown, maxLength: number): string | null {
  const lines = beginning(value, maxLength).split(/\r\n|\n|\r/);
  const text = lines.map((line) => line.replace(/\s+/g, ' ').replace(UNSAFE, '').trim()).join('\n');
  const compact = text.replace(/\n{3,}/g, '\n\n').trim();
  return compact === '' ? null : cut(compact, maxLength);
}

/** White space that is dropped later is no reason to look at megabytes. */
function beginning(value: unknown, maxLength: number): string {
  return (textOf(value) ?? '').slice(0, 4 * maxLength);
}

function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  // Half of a surrogate pair is no character, and no database takes it.
  return `${text.slice(0, maxLength - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
