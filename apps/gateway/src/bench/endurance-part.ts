import { LedgerBench, openAccounts } from './ledger-bench.js';
import type { EnduranceResult } from './report.js';
import type { Rounds } from './runner.js';
import type { Stage } from './stage.js';

const CALLERS = 256;
const ACCOUNTS = 1_000;
const SPAN_SECONDS = 20;
/** Every tenth of them falls on the hot account. */
const HOT_EVERY = 10;

/** So many cycles in one go: does charging slow down as bookings pile up? */
export async function measureEndurance(
  stage: Stage,
  cycles: number,
  { signal, log }: Pick<Rounds, 'signal' | 'log'>,
): Promise<EnduranceResult> {
  const bench = await LedgerBench.open(stage.gateway, await openAccounts(stage.gateway, ACCOUNTS));
  const perSecond: number[] = [];
  const begin = performance.now();
  let started = 0;
  const callAgain = async (caller: number): Promise<void> => {
    while (started < cycles) {
      signal.throwIfAborted();
      const number = started++;
      await bench.cycle(caller, number % HOT_EVERY === 0 ? 'hot' : 'spread');
      const second = Math.floor((performance.now() - begin) / 1_000);
      perSecond[second] = (perSecond[second] ?? 0) + 1;
      if (number % 100_000 === 0) log(`endurance: ${number} of ${cycles} cycles`);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, (_, caller) => callAgain(caller)));
  // The last second is cut short.
  const whole = Array.from(perSecond, (count) => count ?? 0).slice(0, -1);
  const first = meanOf(whole.slice(0, SPAN_SECONDS));
  const last = meanOf(whole.slice(-SPAN_SECONDS));
  log('endurance: verifying every booking');
  return {
    cycles,
    seconds: perSecond.length,
    firstPerSecond: first,
    lastPerSecond: last,
    lastToFirst: last / first,
    verified: await stage.verify(),
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
