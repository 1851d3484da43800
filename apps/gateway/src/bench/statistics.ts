/** What one round of one measurement gave. */
export interface Figure {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** @param latenciesMs in any order; @param elapsedMs from the first start to the last end. */
export function figureOf(latenciesMs: readonly number[], elapsedMs: number): Figure {
  const sorted = latenciesMs.toSorted((a, b) => a - b);
  return {
    perSecond: (sorted.length * 1_000) / elapsedMs,
    p50Ms: quantile(sorted, 0.5),
    p95Ms: quantile(sorted, 0.95),
    p99Ms: quantile(sorted, 0.99),
  };
}

/** Each field's own median: a round that a busy machine spoiled moves none of them. */
export function medianFigure(rounds: readonly Figure[]): Figure {
  return {
    perSecond: median(rounds.map((round) => round.perSecond)),
    p50Ms: median(rounds.map((round) => round.p50Ms)),
    p95Ms: median(rounds.map((round) => round.p95Ms)),
    p99Ms: median(rounds.map((round) => round.p99Ms)),
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (quantile(sorted, 0.5) + quantile(sorted.toReversed(), 0.5)) / 2;
}

/** Median over the rounds of `of(a) ÷ of(b)`: both were measured within seconds of each other. */
export function medianRatio<T>(a: readonly T[], b: readonly T[], of: (figure: T) => number): number {
  return median(a.map((figure, round) => of(figure) / of(b[round] as T)));
}

/** As `medianRatio`, for `of(a) − of(b)`. */
export function medianDifference<T>(a: readonly T[], b: readonly T[], of: (figure: T) => number): number {
  return median(a.map((figure, round) => of(figure) - of(b[round] as T)));
}

/** The nearest rank, downwards. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
}
