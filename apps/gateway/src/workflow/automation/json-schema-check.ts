/** Deeper schemas are nobody's, and compiling them recurses. */
const MAX_DEPTH = 30;

/**
 * What is wrong with the form of a JSON schema that somebody wrote, in words; undefined when nothing is. It must stand
 * alone: nothing is ever fetched. Whether it can be used at all is found out by compiling it, in a thread of its own.
 */
export function jsonSchemaProblem(text: string): string | undefined {
  const schema = parsed(text);
  if (schema === undefined) return 'is no JSON object';
  let level: object[] = [schema];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return `is nested more than ${MAX_DEPTH} levels deep`;
    if (level.some(hasForeignReference)) return 'refers to something outside itself';
    // Level by level: the depth is what is not known yet.
    level = level.flatMap((member) => Object.values(member).filter(isObject));
  }
  return undefined;
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function hasForeignReference(member: object): boolean {
  const references = ['$ref', '$dynamicRef', '$recursiveRef'].flatMap((name) =>
    Object.hasOwn(member, name) ? [(member as Record<string, unknown>)[name]] : [],
  );
  return references.some((reference) => typeof reference === 'string' && !reference.startsWith('#'));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
