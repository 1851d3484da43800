/**
 * Eight categorical colours and a grey for the rest, per colour scheme.
 *
 * Chosen by search for the largest smallest distance (OKLab) between any two under normal, protan, deutan and tritan
 * vision, with at least 3 : 1 against page and card.
 */
export interface ChartPalette {
  readonly categories: readonly [string, string, string, string, string, string, string, string];
  readonly rest: string;
}

export const CHART_PALETTES: Readonly<Record<'light' | 'dark', ChartPalette>> = {
  light: {
    categories: ['#0c99bc', '#a45b32', '#3170c7', '#6f296d', '#0d5633', '#71528d', '#a28729', '#a30f43'],
    rest: '#7a838a',
  },
  dark: {
    categories: ['#54b2af', '#e49a63', '#387cbc', '#f7b7ef', '#84d3ab', '#a39ef2', '#ac883f', '#ac5952'],
    rest: '#7f888e',
  },
};

export const CATEGORY_COUNT = CHART_PALETTES.light.categories.length;

/**
 * Gives each key a colour slot of its own. Keys in `fixed` always have theirs; the others get one by their name, so
 * that a model keeps its colour when the range or the order changes. More keys than slots share colours.
 */
export function assignSlots(keys: readonly string[], fixed: Readonly<Record<string, number>>): Map<string, number> {
  const slots = new Map<string, number>();
  const taken = new Set<number>();
  const named = keys.filter((key) => Object.hasOwn(fixed, key));
  for (const key of named) {
    const slot = fixed[key] ?? 0;
    slots.set(key, slot);
    taken.add(slot);
  }
  for (const key of keys.filter((other) => !slots.has(other)).toSorted()) {
    let slot = hash(key) % CATEGORY_COUNT;
    while (taken.has(slot) && taken.size < CATEGORY_COUNT) slot = (slot + 1) % CATEGORY_COUNT;
    slots.set(key, slot);
    taken.add(slot);
  }
  return slots;
}

/** FNV-1a; spreads short names well. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) {
    value ^= character.codePointAt(0) ?? 0;
    value = Math.imul(value, 0x01000193) >>> 0;
  }
  return value;
}
