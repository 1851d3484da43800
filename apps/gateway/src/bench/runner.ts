import { type Figure, figureOf } from './statistics.js';

/** One thing that is measured, once in each round. */
export interface Cell<T> {
  readonly id: string;
  /** One line for the reader: what exactly runs. */
  readonly what: string;
  /** @param share of a whole round's length; below 1 to warm up. */
  readonly run: (share: number) => Promise<T>;
}

export interface Rounds {
  readonly count: number;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

const WARM_UP_SHARE = 0.3;

/**
 * Runs every cell once per round, one after the other, so that whatever else the machine does meets all of them
 * alike. A short round before the first is thrown away. Answers the rounds of each cell by its id.
 */
export async function interleave<T>(
  cells: readonly Cell<T>[],
  { count, signal, log }: Rounds,
): Promise<ReadonlyMap<string, readonly T[]>> {
  const results = new Map<string, T[]>(cells.map(({ id }) => [id, []]));
  for (let round = 0; round <= count; round++) {
    log(round === 0 ? 'warming up' : `round ${round} of ${count}`);
    for (const { id, run } of cells) {
      signal.throwIfAborted();
      const result = await run(round === 0 ? WARM_UP_SHARE : 1);
      if (round > 0) results.get(id)?.push(result);
    }
  }
  return results;
}

/** @throws Error when the id was not measured. */
export function roundsOf<T>(results: ReadonlyMap<string, readonly T[]>, id: string): readonly T[] {
  const rounds = results.get(id);
  if (!rounds) throw new Error(`${id} was not measured`);
  return rounds;
}

/** So many callers, each of whom waits for its answer before it asks again, for `durationMs`. */
export async function closedLoop(
  callers: number,
  durationMs: number,
  work: (caller: number) => Promise<void>,
): Promise<Figure> {
  const latenciesMs: number[] = [];
  const begin = performance.now();
  const callAgain = async (caller: number): Promise<void> => {
    for (let now = performance.now(); now - begin < durationMs; ) {
      const started = now;
      await work(caller);
      now = performance.now();
      latenciesMs.push(now - started);
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => callAgain(caller)));
  return figureOf(latenciesMs, performance.now() - begin);
}
