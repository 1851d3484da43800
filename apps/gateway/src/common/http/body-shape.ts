import type { FieldErrorDto } from '@nyla/contracts';

/** The deepest request of ours, an automation, just fits; validation recurses, and would overflow far beyond this. */
const MAX_DEPTH = 16;
/** The largest request of ours has half as many; validation takes a third of a millisecond for each. */
const MAX_PARTS = 2_000;

/**
 * What is wrong with the shape of a JSON body before any DTO looks at it; undefined when nothing is. Every body is an
 * object. A field with a name that every object inherits (`constructor`, `toString`) would pass for a known one.
 */
export function shapeProblem(body: unknown): FieldErrorDto | undefined {
  if (body === undefined) return undefined;
  if (!isRecord(body)) return { field: '', constraint: 'isObject', message: 'the body must be a JSON object' };
  let level: object[] = [body];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return { field: '', constraint: 'maxDepth', message: 'the body is nested too deeply' };
    const inherited = level.flatMap((value) => (Array.isArray(value) ? [] : Object.keys(value))).find(isInherited);
    if (inherited !== undefined) {
      return { field: inherited, constraint: 'whitelistValidation', message: `property ${inherited} should not exist` };
    }
    level = level.flatMap((value) => Object.values(value).filter(isObject));
  }
  return undefined;
}

/** Whether a body that is about to be validated has more objects and lists in it than any request of ours. */
export function hasTooManyParts(body: unknown): boolean {
  let level = [body].filter(isObject);
  for (let parts = 0; level.length > 0; ) {
    parts += level.length;
    if (parts > MAX_PARTS) return true;
    level = level.flatMap((value) => Object.values(value).filter(isObject));
  }
  return false;
}

function isInherited(name: string): boolean {
  return name in Object.prototype;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return isObject(value) && !Array.isArray(value);
}
