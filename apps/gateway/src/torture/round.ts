import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { inspect } from './inspection.js';
import { HOLD_TTL_SECONDS, type Installation } from './installation.js';
import type { Journal } from './journal.js';
import { Load } from './load.js';
import { type Blow, planBlows } from './plan.js';
import { Watcher } from './watcher.js';

const PEOPLE = 10;
/** A hold's time, the sweeper's, and that in which runs of a dead gateway are found and gone on with. */
const CALM_WITHIN_MS = 60_000;
const POLL_MS = 100;

/** How calls ended. */
export interface LedgerCounts {
  readonly bookings: number;
  /** Settled after their hold had expired. */
  readonly late: number;
  readonly aborted: number;
  /** Never settled: whoever ran them is dead. */
  readonly expired: number;
}

export interface RoundResult {
  readonly seed: number;
  readonly ms: number;
  readonly blows: readonly Blow[];
  /** What was done, how it ended, and how often. */
  readonly acts: Readonly<Record<string, number>>;
  readonly acknowledged: number;
  /** What the ledger holds when the round is over, of all rounds until then. */
  readonly ledger: LedgerCounts;
  readonly looks: number;
  /** From the end of the load until nothing was held any more. */
  readonly calmMs: number;
  /** Empty for a clean round. */
  readonly problems: readonly string[];
}

/** One round: load and blows at the same time, then calm, then the reckoning. */
export async function playRound(installation: Installation, seed: number, roundMs: number): Promise<RoundResult> {
  const begun = Date.now();
  const { gateways, urls, population, automations, journal } = installation;
  const known = journal.acknowledged.length;
  journal.note('round', { seed });
  const blows = planBlows({ seed, roundMs, holdTtlMs: HOLD_TTL_SECONDS * 1_000 });
  const addresses = () => gateways.map(({ url }) => url);
  const load = new Load({ population, journal, automations, addresses });
  const watcher = new Watcher(urls.billing, journal);
  let isStriking = true;
  const striking = strike(installation, journal, blows).finally(() => {
    isStriking = false;
  });
  // People go on while what was struck comes back.
  const working = load.run(seed, PEOPLE, () => !isStriking && Date.now() - begun > roundMs);
  // Each to its end, even when one fails: nothing may be started behind the back of whoever cleans up.
  const failures = (await Promise.allSettled([working, striking])).flatMap((result) =>
    result.status === 'rejected' ? [`the round itself failed: ${textOf(result.reason)}`] : [],
  );
  const loadEnded = Date.now();
  const unrest = await calm(urls.app, urls.billing);
  const calmMs = Date.now() - loadEnded;
  await watcher.stop();
  const [broken, verified, ledger] = await Promise.all([
    inspect(urls.billing, journal),
    installation.verify(),
    countLedger(urls.billing),
  ]);
  const faults = gateways.flatMap((gateway) => gateway.faults.splice(0));
  return {
    seed,
    ms: Date.now() - begun,
    blows,
    acts: Object.fromEntries([...load.counts].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    acknowledged: journal.acknowledged.length - known,
    ledger,
    looks: watcher.looks,
    calmMs,
    problems: [...failures, ...faults, ...unrest, ...broken, ...verified],
  };
}

/** Lets every blow fall at its time. Resolves when all that was struck is up again. */
async function strike(installation: Installation, journal: Journal, blows: readonly Blow[]): Promise<void> {
  const { gateways, postgres, provider } = installation;
  const busy = new Set<unknown>();
  const begun = Date.now();
  await Promise.all(
    blows.map(async ({ atMs, kind, gateway: index, forMs }) => {
      await sleep(atMs);
      const gateway = gateways[index];
      const target = kind === 'kill-postgres' ? postgres : kind === 'cut-provider' ? provider : gateway;
      // What lies on the ground is not struck once more before it stands.
      while (busy.has(target)) await sleep(POLL_MS);
      busy.add(target);
      journal.note('blow', { kind, index, forMs, planned: atMs, after: Date.now() - begun });
      if (kind === 'kill-gateway') await gateway.killAndRestart(forMs);
      if (kind === 'pause-gateway') await gateway.pause(forMs);
      if (kind === 'kill-postgres') await postgres.killAndRestart(forMs);
      if (kind === 'cut-provider') provider.cutConnections();
      busy.delete(target);
      journal.note('over', { kind, index, after: Date.now() - begun });
    }),
  );
}

function textOf(reason: unknown): string {
  return reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
}

/** Waits until no run goes on and nothing is held. Answers what is still going on when the time is over. */
async function calm(appUrl: string, billingUrl: string): Promise<string[]> {
  const [app, billing] = [appUrl, billingUrl].map((connectionString) => new pg.Client({ connectionString }));
  if (!app || !billing) return [];
  await Promise.all([app.connect(), billing.connect()]);
  const until = Date.now() + CALM_WITHIN_MS;
  try {
    for (;;) {
      const runs = await app.query("SELECT id, status FROM automation_run WHERE status IN ('queued', 'running')");
      const holds = await billing.query("SELECT id, expires_at FROM billing_hold WHERE status = 'open'");
      const unrest = [
        ...runs.rows.map((row) => `a run does not end: ${JSON.stringify(row)}`),
        ...holds.rows.map((row) => `a hold does not end: ${JSON.stringify(row)}`),
      ];
      if (unrest.length === 0 || Date.now() > until) return unrest;
      await sleep(POLL_MS);
    }
  } finally {
    await Promise.all([app.end(), billing.end()]);
  }
}

async function countLedger(billingUrl: string): Promise<LedgerCounts> {
  const client = new pg.Client({ connectionString: billingUrl });
  await client.connect();
  try {
    const { rows } = await client.query<LedgerCounts>(
      `SELECT count(*)::int AS bookings, count(*) FILTER (WHERE late)::int AS late,
         count(*) FILTER (WHERE outcome = 'aborted')::int AS aborted,
         (SELECT count(*)::int FROM billing_hold WHERE status = 'expired') AS expired FROM billing_transaction`,
    );
    return rows[0] as LedgerCounts;
  } finally {
    await client.end();
  }
}
