import type { FieldErrorDto } from '@nyla/contracts';

/** No request of ours is deeper than four; validation recurses, and would overflow the stack far beyond this. */
const MAX_DEPTH = 16;

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

function isInherited(name: string): boolean {
  return name in Object.prototype;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return isObject(value) && !Array.isArray(value);
}
