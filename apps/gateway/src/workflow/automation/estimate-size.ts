import { parsePath, parseTemplate } from './template-path.js';
import { lookup, type TemplateScope, textOf } from './template-rendering.js';

/** How long a text that is not known yet will be, in tokens; `maximum` null: nobody can say. */
export interface OutputSize {
  readonly likely: number;
  readonly maximum: number | null;
}

export const NOTHING: OutputSize = { likely: 0, maximum: 0 };
/** What another server sends. */
export const UNKNOWN_SIZE: OutputSize = { likely: 500, maximum: null };

/** A template with the values that are known before a run, and room for those that are not. */
export interface FilledTemplate extends OutputSize {
  readonly text: string;
}

/** What an estimate can see at some place of the definition. */
export interface EstimateSight {
  /** Values that are known beforehand: those of the variables. */
  readonly scope: TemplateScope;
  /** Of earlier steps, by id, and of a loop's entry under `item`. */
  readonly sizes: ReadonlyMap<string, OutputSize>;
}

/** Fills in what is known; for the rest the whole output that a path leads into is the bound. */
export function fillKnown(template: string, { scope, sizes }: EstimateSight): FilledTemplate {
  let text = '';
  let size = NOTHING;
  for (const part of parseTemplate(template)) {
    if (part.kind !== 'path') {
      text += part.text;
      continue;
    }
    const known = lookup(part.path, scope);
    if (known === undefined) size = sumOf(size, sizes.get(originOf(part.path)) ?? UNKNOWN_SIZE);
    else text += textOf(known);
  }
  return { text, ...size };
}

/** Whose output a path leads into: a step's id, or `item`. */
export function originOf(path: string): string {
  const [root, id] = parsePath(path) ?? [];
  return String(root === 'steps' ? id : root);
}

export function sumOf(a: OutputSize, b: OutputSize): OutputSize {
  return {
    likely: a.likely + b.likely,
    maximum: a.maximum === null || b.maximum === null ? null : a.maximum + b.maximum,
  };
}

export function timesOf(size: OutputSize, likely: number, maximum: number): OutputSize {
  return { likely: size.likely * likely, maximum: size.maximum === null ? null : size.maximum * maximum };
}

/** The larger of two that exclude each other. */
export function largerOf(a: OutputSize, b: OutputSize): OutputSize {
  return {
    likely: Math.max(a.likely, b.likely),
    maximum: a.maximum === null || b.maximum === null ? null : Math.max(a.maximum, b.maximum),
  };
}
