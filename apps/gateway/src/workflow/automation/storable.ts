/** A text that the database can hold: no U+0000, no half of a surrogate pair. */
export function storableText(text: string): string {
  return text.replaceAll('\u0000', '\uFFFD').toWellFormed();
}

/** Deeper JSON is nobody's data, and both the database and our own code recurse into it. */
const DEPTH_MAX = 100;

/** Reads JSON into a value that the database can hold. @throws SyntaxError */
export function parseStorable(text: string): unknown {
  const value: unknown = JSON.parse(text, (_name, member: unknown) =>
    typeof member === 'string' ? storableText(member) : member,
  );
  if (isDeep(value)) throw new SyntaxError(`the JSON is nested more than ${DEPTH_MAX} levels deep`);
  return value;
}

/** Level by level: the depth is what is not known yet. */
function isDeep(value: unknown): boolean {
  let level = [value].filter(isObject);
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > DEPTH_MAX) return true;
    level = level.flatMap((member) => Object.values(member).filter(isObject));
  }
  return false;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** A text as people see it, cut to a limit with a mark. */
export function cutText(text: string, maximum: number): string {
  const storable = storableText(text);
  if (storable.length <= maximum) return storable;
  // A cut in the middle of a surrogate pair would leave half a character.
  return `${storable.slice(0, maximum - 2).replace(/[\uD800-\uDBFF]$/, '')} …`;
}

/** As JSON gives it back: no classes, and nothing that is undefined. */
export function asStored<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
