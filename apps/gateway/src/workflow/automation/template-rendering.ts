import { DomainError } from '../../common/errors/domain-error.js';
import { type PathSegment, parsePath, parseTemplate } from './template-path.js';

/** What a template can see. Records need no prototype, and what they inherit is never seen. */
export interface TemplateScope {
  readonly variables: Readonly<Record<string, unknown>>;
  /** Outputs of earlier steps, by the step's id. */
  readonly steps: Readonly<Record<string, unknown>>;
  readonly run: Readonly<Record<string, unknown>>;
  /** Within a loop only: the entry at hand, and its position from 0. */
  readonly item?: unknown;
  readonly index?: number;
}

/** More than any model reads; bounds what a short template can make of long values. */
export const RENDERED_MAX_LENGTH = 2_000_000;

/** A value about to be put into a text. */
export interface Filling {
  readonly value: unknown;
  /** All that stands before it, values included. */
  readonly before: string;
  /** What the template says between the value before it and this one. */
  readonly literal: string;
  /** The template from behind it to its end or to the next value, of which two braces stand for it. */
  readonly after: string;
}

/**
 * Fills the values in. They are put in as they are: two braces in a value stay two braces. A text is taken as it is, a
 * value that is there and empty becomes nothing, a list or a record becomes JSON.
 * @throws DomainError automation.unknown_path for a path that leads nowhere, automation.text_too_long
 */
export function render(template: string, scope: TemplateScope): string {
  return fill(template, scope, ({ value }) => textOf(value));
}

/** The same where a value must be written as its place demands. */
export function fill(template: string, scope: TemplateScope, write: (filling: Filling) => string): string {
  const parts = parseTemplate(template);
  let before = '';
  let literal = '';
  for (const [index, part] of parts.entries()) {
    if (part.kind === 'broken') throw new DomainError('automation.unknown_path', { path: part.text.slice(0, 200) });
    if (part.kind === 'text') {
      literal = part.text;
      before += literal;
    } else {
      const next = parts[index + 1];
      const after = next ? (next.kind === 'text' ? next.text : '{{') : '';
      before += write({ value: get(part.path, scope), before, literal, after });
      literal = '';
    }
    if (before.length > RENDERED_MAX_LENGTH) {
      throw new DomainError('automation.text_too_long', { maximum: RENDERED_MAX_LENGTH });
    }
  }
  return before;
}

/** The value at a path such as `steps.search.sources[0].title`; undefined where it leads nowhere. */
export function lookup(path: string, scope: TemplateScope): unknown {
  let value: unknown = scope;
  for (const segment of parsePath(path) ?? [undefined]) {
    if (segment === undefined) return undefined;
    value = memberOf(value, segment);
  }
  return value;
}

/** @throws DomainError automation.unknown_path where the path leads nowhere. */
export function get(path: string, scope: TemplateScope): unknown {
  const value = lookup(path, scope);
  if (value === undefined) throw new DomainError('automation.unknown_path', { path: path.slice(0, 200) });
  return value;
}

/** How a value reads in a text. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Own members only: nothing that a text, a list or a record inherits can be reached. */
function memberOf(value: unknown, segment: PathSegment): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return typeof segment === 'number' ? (value as unknown[])[segment] : undefined;
  const name = String(segment);
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}
