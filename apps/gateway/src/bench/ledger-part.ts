import pg from 'pg';
import { CALLERS, cycleId, LedgerBench, openAccounts } from './ledger-bench.js';
import { LockingControl } from './locking-control.js';
import { Pgbench } from './pgbench.js';
import { BARE, BareReference, REFERENCE_CALLERS } from './references.js';
import type { Comparison, LedgerResult, LedgerRow } from './report.js';
import { type Cell, interleave, type Rounds, roundsOf } from './runner.js';
import { SecondGateway } from './second-gateway.js';
import type { Stage } from './stage.js';
import { type Figure, medianFigure, medianRatio } from './statistics.js';

const PGBENCH = `pgbench ${REFERENCE_CALLERS}`;
const PGBENCH_ALONE = 'pgbench 1';
const QUICK_CALLERS = [1, 32, 256] as const;
const EVERYBODY = 256;
const ACCOUNTS = 1_000;
const QUICK_ACCOUNTS = 100;
const TWO_GATEWAYS = `cycles 2 × ${EVERYBODY / 2} hot`;
const WITH_SNAPSHOT = `cycles ${EVERYBODY} hot, snapshot`;

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
  const on = await openAccounts(stage.gateway, quick ? QUICK_ACCOUNTS : ACCOUNTS);
  const second = await SecondGateway.start(stage, on);
  try {
    const bench = await LedgerBench.open(stage.gateway, on);
    const pgbench = await Pgbench.open(await stage.database('pgbench'), stage.folder);
    const cells = [
      bare.cell(roundMs),
      ...(pgbench ? [pgbench.cell(REFERENCE_CALLERS, roundMs), pgbench.cell(1, roundMs)] : []),
      ...locking.cells(roundMs),
      ...bench.cells(roundMs, quick ? QUICK_CALLERS : CALLERS),
      twoGateways(bench, second, roundMs),
      withSnapshot(bench, stage, roundMs),
    ];
    const results = await interleave(cells, rounds);
    rounds.log('ledger: verifying every booking');
    const verified = await stage.verify();
    return {
      rows: cells.map((cell) => rowOf(cell, results)),
      comparisons: comparisonsOf(results, pgbench !== undefined),
      fallbacks: bench.fallbacks,
      verified,
      notes: pgbench ? [] : ['pgbench is not on the PATH: that reference is left out'],
    };
  } finally {
    await second.stop();
    await locking.close();
    await bare.close();
  }
}

/** Both on one account at once: the database decides between them. */
function twoGateways(bench: LedgerBench, second: SecondGateway, roundMs: number): Cell<Figure> {
  const order = { callers: EVERYBODY / 2, spread: 'hot' } as const;
  return {
    id: TWO_GATEWAYS,
    what: 'the same on one account, half of the callers in another process',
    run: async (share) => {
      const durationMs = roundMs * share;
      const [ours, theirs] = await Promise.all([
        bench.run(order.callers, order.spread, durationMs),
        second.run({ ...order, durationMs }),
      ]);
      return {
        perSecond: ours.perSecond + theirs.perSecond,
        p50Ms: (ours.p50Ms + theirs.p50Ms) / 2,
        p95Ms: Math.max(ours.p95Ms, theirs.p95Ms),
        p99Ms: Math.max(ours.p99Ms, theirs.p99Ms),
      };
    },
  };
}

/** A long report or a dump keeps old versions of hot rows alive. */
function withSnapshot(bench: LedgerBench, { urls }: Stage, roundMs: number): Cell<Figure> {
  return {
    id: WITH_SNAPSHOT,
    what: 'the same on one account, while a transaction keeps a snapshot open',
    run: async (share) => {
      const reader = new pg.Client({ connectionString: urls.billing });
      await reader.connect();
      try {
        await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
        await reader.query('SELECT count(*) FROM billing_account');
        return await bench.run(EVERYBODY, 'hot', roundMs * share);
      } finally {
        await reader.end();
      }
    },
  };
}

function comparisonsOf(results: ReadonlyMap<string, readonly Figure[]>, hasPgbench: boolean): Comparison[] {
  const rateOf = (id: string): number =>
    medianRatio(roundsOf(results, id), roundsOf(results, cycleId(EVERYBODY, 'hot')), ({ perSecond }) => perSecond);
  const alone = (): number =>
    medianRatio(roundsOf(results, cycleId(1, 'hot')), roundsOf(results, PGBENCH_ALONE), ({ p50Ms }) => p50Ms);
  return [
    ...(hasPgbench ? [{ what: 'p50 of one caller beside one pgbench client', ratio: alone(), goal: '≤ 2' }] : []),
    { what: 'two gateways on one account beside one', ratio: rateOf(TWO_GATEWAYS), goal: '≥ 0.95' },
    { what: 'with a snapshot open beside without', ratio: rateOf(WITH_SNAPSHOT), goal: '≥ 0.5' },
  ];
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
