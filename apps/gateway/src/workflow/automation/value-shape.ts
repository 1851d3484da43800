import type { PathSegment } from './template-path.js';

/** What is known of a value before a run: enough to tell a path that leads nowhere. `any`: known at run time only. */
export type Shape =
  | { readonly kind: 'any' | 'text' }
  | { readonly kind: 'list'; readonly entry: Shape }
  | { readonly kind: 'record'; readonly members: ReadonlyMap<string, Shape> };

export const ANY: Shape = { kind: 'any' };
export const TEXT: Shape = { kind: 'text' };

export function listOf(entry: Shape): Shape {
  return { kind: 'list', entry };
}

export function recordOf(members: Readonly<Record<string, Shape>>): Shape {
  return { kind: 'record', members: new Map(Object.entries(members)) };
}

/** Pages that were found. */
export const SOURCES = listOf(recordOf({ url: TEXT, title: TEXT, snippet: TEXT }));

/** The shape of what a path leads to; undefined where it can lead nowhere. */
export function shapeAt(shape: Shape, segments: readonly PathSegment[]): Shape | undefined {
  let at: Shape | undefined = shape;
  for (const segment of segments) {
    if (at.kind === 'any') return at;
    at = memberOf(at, segment);
    if (!at) return undefined;
  }
  return at;
}

function memberOf(shape: Shape, segment: PathSegment): Shape | undefined {
  if (shape.kind === 'list') return typeof segment === 'number' ? shape.entry : undefined;
  return shape.kind === 'record' ? shape.members.get(String(segment)) : undefined;
}
