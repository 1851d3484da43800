import { CALLERS, cycleId, LedgerBench } from './ledger-bench.js';
import { LockingControl } from './locking-control.js';
import { Pgbench } from './pgbench.js';
import { BARE, BareReference, REFERENCE_CALLERS } from './references.js';
import type { LedgerResult, LedgerRow } from './report.js';
import { type Cell, interleave, type Rounds, roundsOf } from './runner.js';
import type { Stage } from './stage.js';
import { type Figure, medianFigure, medianRatio } from './statistics.js';

const PGBENCH = `pgbench ${REFERENCE_CALLERS}`;
const PGBENCH_ALONE = 'pgbench 1';
const QUICK_CALLERS = [1, 32, 256] as const;
const ACCOUNTS = 1_000;
const QUICK_ACCOUNTS = 100;

/** Multiples of pgbench (or of the bare statement, where it is absent) that are to be reached. */
const GOALS: Readonly<Record<string, string>> = {
  [cycleId(256, 'hot')]: '≥ 2.0',
  [cycleId(256, 'spread')]: '≥ 1.5',
  [cycleId(32, 'hot')]: '≥ 0.9',
  [cycleId(32, 'spread')]: '≥ 0.8',
};

export interface LedgerOptions {
  readonly rounds: Rounds;
  readonly roundMs: number;
  readonly quick: boolean;
}

/** Charge cycles beside the references and the control, and then the proof that the ledger still agrees. */
export async function measureLedger(stage: Stage, { rounds, roundMs, quick }: LedgerOptions): Promise<LedgerResult> {
  rounds.log('ledger: opening accounts and references');
  const reference = await stage.database('reference');
  const bare = await BareReference.open(reference);
  const locking = await LockingControl.open(reference);
  try {
    const bench = await LedgerBench.open(stage, quick ? QUICK_ACCOUNTS : ACCOUNTS);
    const pgbench = await Pgbench.open(await stage.database('pgbench'), stage.folder);
    const cells = [
      bare.cell(roundMs),
      ...(pgbench ? [pgbench.cell(REFERENCE_CALLERS, roundMs), pgbench.cell(1, roundMs)] : []),
      ...locking.cells(roundMs),
      ...bench.cells(roundMs, quick ? QUICK_CALLERS : CALLERS),
    ];
    const results = await interleave(cells, rounds);
    rounds.log('ledger: verifying every booking');
    const verified = await stage.verify();
    return {
      rows: cells.map((cell) => rowOf(cell, results)),
      aloneToPgbench: pgbench
        ? medianRatio(roundsOf(results, cycleId(1, 'hot')), roundsOf(results, PGBENCH_ALONE), ({ p50Ms }) => p50Ms)
        : null,
      fallbacks: bench.fallbacks,
      verified,
      notes: pgbench ? [] : ['pgbench is not on the PATH: that reference is left out'],
    };
  } finally {
    await locking.close();
    await bare.close();
  }
}

function rowOf({ id, what }: Cell<Figure>, results: ReadonlyMap<string, readonly Figure[]>): LedgerRow {
  const rounds = roundsOf(results, id);
  const ratioTo = (reference: string): number | null => {
    const theirs = results.get(reference);
    return theirs && id !== reference ? medianRatio(rounds, theirs, ({ perSecond }) => perSecond) : null;
  };
  return {
    name: id,
    what,
    figure: medianFigure(rounds),
    toBare: ratioTo(BARE),
    toPgbench: ratioTo(PGBENCH),
    goal: GOALS[id] ?? null,
  };
}
