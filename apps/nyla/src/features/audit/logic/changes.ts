type Values = Readonly<Record<string, unknown>> | null;

/** How a value is to be written. */
export type ShownValue =
  | { readonly kind: 'none' }
  | { readonly kind: 'text' | 'money' | 'instant' | 'day'; readonly text: string }
  | { readonly kind: 'flag'; readonly on: boolean }
  | { readonly kind: 'list'; readonly items: readonly ShownItem[] };

/** An entry of a list: a word, or a rule of a role. */
export interface ShownItem {
  readonly effect: 'allow' | 'deny' | null;
  readonly text: string;
}

/** One value before and after. */
export interface Change {
  /** The field, with those that it lies in before it, separated by dots. */
  readonly field: string;
  readonly before: ShownValue;
  readonly after: ShownValue;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const CHF = /^-?\d{1,11}(\.\d{1,9})?$/;
/** Fields that hold CHF; other figures are written as they are. */
const MONEY =
  /^(amount|balance|available|credit|limit|threshold)$|(Amount|Balance|Credit|Limit|Threshold|Chf)$|^balance/;
const NONE: ShownValue = { kind: 'none' };

/** What differs between before and after, value by value, in the order in which it was written down. */
export function changesOf(before: Values, after: Values): Change[] {
  const [was, is] = [flatten(before), flatten(after)];
  return [...new Set([...is.keys(), ...was.keys()])].flatMap((field) => {
    const change = { field, ...apart(was.get(field) ?? NONE, is.get(field) ?? NONE) };
    // A value that stayed is no change; where there was nothing before, everything is.
    return before && after && JSON.stringify(change.before) === JSON.stringify(change.after) ? [] : [change];
  });
}

/** Of two lists only what the other does not have: what went, and what came. */
function apart(before: ShownValue, after: ShownValue): Pick<Change, 'before' | 'after'> {
  if (before.kind !== 'list' || after.kind !== 'list') return { before, after };
  return { before: without(before.items, after.items), after: without(after.items, before.items) };
}

function without(items: readonly ShownItem[], others: readonly ShownItem[]): ShownValue {
  const known = new Set(others.map(({ effect, text }) => `${effect} ${text}`));
  const left = items.filter(({ effect, text }) => !known.has(`${effect} ${text}`));
  return left.length === 0 ? NONE : { kind: 'list', items: left };
}

function flatten(values: Values, path = ''): Map<string, ShownValue> {
  const flat = new Map<string, ShownValue>();
  for (const [name, value] of Object.entries(values ?? {})) {
    const field = path === '' ? name : `${path}.${name}`;
    if (isRecord(value)) for (const [deeper, shown] of flatten(value, field)) flat.set(deeper, shown);
    else flat.set(field, shownValue(name, value));
  }
  return flat;
}

function shownValue(name: string, value: unknown): ShownValue {
  if (value === null || value === undefined || value === '') return NONE;
  if (typeof value === 'boolean') return { kind: 'flag', on: value };
  if (Array.isArray(value)) return value.length === 0 ? NONE : { kind: 'list', items: value.map(shownItem) };
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (INSTANT.test(text)) return { kind: 'instant', text };
  if (DAY.test(text)) return { kind: 'day', text };
  return { kind: typeof value === 'string' && MONEY.test(name) && CHF.test(text) ? 'money' : 'text', text };
}

function shownItem(value: unknown): ShownItem {
  if (isRecord(value)) {
    const { resource, effect, name } = value;
    if (typeof resource === 'string' && (effect === 'allow' || effect === 'deny')) return { effect, text: resource };
    if (typeof name === 'string') return { effect: null, text: name };
  }
  return { effect: null, text: typeof value === 'string' ? value : JSON.stringify(value) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
