/** A name, or the position in a list. */
export type PathSegment = string | number;

/** One piece of a template: text as it stands, or a path whose value is put in its place. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'path'; readonly path: string }
  /** Two braces that hold no path, or are not closed. */
  | { readonly kind: 'broken'; readonly text: string };

const OPEN = '{{';
const CLOSE = '}}';
const PATH = /^[\p{L}\p{N}_$-]+(?:\.[\p{L}\p{N}_$-]+|\[\d{1,6}\])*$/u;
const SEGMENT = /\[(\d+)\]|[^.[\]]+/gu;
/** Longer paths lead nowhere. */
const PATH_MAX_LENGTH = 200;

/** The segments of a path such as `steps.search.sources[0].title`; undefined when it is none. */
export function parsePath(path: string): PathSegment[] | undefined {
  if (path.length > PATH_MAX_LENGTH || !PATH.test(path)) return undefined;
  return [...path.matchAll(SEGMENT)].map(([name, index]) => (index === undefined ? name : Number(index)));
}

/** Cuts a template into its parts, from left to right and once: what is put in is never read as a template. */
export function parseTemplate(template: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let at = 0;
  for (;;) {
    const open = template.indexOf(OPEN, at);
    if (open > at || open === -1)
      parts.push({ kind: 'text', text: template.slice(at, open === -1 ? undefined : open) });
    if (open === -1) return parts;
    const close = template.indexOf(CLOSE, open);
    if (close === -1) return [...parts, { kind: 'broken', text: template.slice(open) }];
    const path = template.slice(open + OPEN.length, close).trim();
    at = close + CLOSE.length;
    parts.push(parsePath(path) ? { kind: 'path', path } : { kind: 'broken', text: template.slice(open, at) });
  }
}
