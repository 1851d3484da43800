import type { PriceVersionDto } from '@nyla/contracts';
import { sameDecimal } from './decimal-text';

export const TOKEN_KINDS = ['input', 'output', 'cacheRead', 'cacheWrite', 'cacheWriteLong'] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

export const FEE_KINDS = ['searchRequestUsd', 'searchCreditUsd', 'metered.likelyUsd', 'metered.maximumUsd'] as const;
export type FeeKind = (typeof FEE_KINDS)[number];

/** What a figure of a price is: its path in a request, and what kind of figure stands there. */
export interface Figure {
  readonly path: string;
  readonly group: 'base' | 'longPrompt' | 'fees' | 'multipliers';
  /** The kind, or the name of a factor. */
  readonly kind: string;
  /** USD, a factor, or for `aboveInputTokens` a count of tokens. */
  readonly value: string;
}

type Prices = Pick<
  PriceVersionDto,
  'base' | 'longPrompt' | 'searchRequestUsd' | 'searchCreditUsd' | 'metered' | 'multipliers'
>;

/** Every figure that a price has, in the order in which people read them. */
export function figuresOf(price: Prices): Figure[] {
  const figures: (Omit<Figure, 'value'> & { value: string | null | undefined })[] = [];
  for (const group of ['base', 'longPrompt'] as const) {
    const tier = price[group];
    if (group === 'longPrompt' && price.longPrompt) {
      const value = String(price.longPrompt.aboveInputTokens);
      figures.push({ path: 'longPrompt.aboveInputTokens', group, kind: 'aboveInputTokens', value });
    }
    for (const kind of TOKEN_KINDS) figures.push({ path: `${group}.${kind}`, group, kind, value: tier?.[kind] });
  }
  const fees: Record<FeeKind, string | null | undefined> = {
    searchRequestUsd: price.searchRequestUsd,
    searchCreditUsd: price.searchCreditUsd,
    'metered.likelyUsd': price.metered?.likelyUsd,
    'metered.maximumUsd': price.metered?.maximumUsd,
  };
  for (const kind of FEE_KINDS) figures.push({ path: kind, group: 'fees', kind, value: fees[kind] });
  for (const { name, factor } of price.multipliers) {
    figures.push({ path: `multipliers.${name}`, group: 'multipliers', kind: name, value: factor });
  }
  return figures.flatMap(({ value, ...figure }) =>
    value === null || value === undefined ? [] : [{ ...figure, value }],
  );
}

/** A figure of one price beside that of the one before; null where either has none. */
export interface FigureChange extends Omit<Figure, 'value'> {
  readonly before: string | null;
  readonly after: string | null;
  readonly changed: boolean;
}

/** The figures of two prices side by side. Without an earlier one nothing counts as changed. */
export function compareFigures(after: Prices, before: Prices | undefined): FigureChange[] {
  const earlier = new Map(before ? figuresOf(before).map((figure) => [figure.path, figure]) : []);
  const now = figuresOf(after);
  const gone = [...earlier.values()].filter(({ path }) => !now.some((figure) => figure.path === path));
  return [
    ...now.map(({ value, ...figure }) => {
      const was = earlier.get(figure.path)?.value ?? null;
      return { ...figure, before: was, after: value, changed: before !== undefined && !sameDecimal(was, value) };
    }),
    ...gone.map(({ value, ...figure }) => ({ ...figure, before: value, after: null, changed: true })),
  ];
}
