import { HistoryService } from '../billing/history.service.js';
import { StatementFiguresRepository } from '../billing/statements/statement-figures.repository.js';
import { encodeCursor } from '../common/http/cursor.js';
import { seededRandom } from '../common/seeded-random.js';
import { BillingDatabase } from '../database/billing-database.js';
import type { MandatePlan } from './generated-history.js';
import { openAccounts } from './ledger-bench.js';
import { makeHistory } from './make-history.js';
import type { HistoryResult } from './report.js';
import type { Rounds } from './runner.js';
import { SecondGateway } from './second-gateway.js';
import type { Stage } from './stage.js';
import { type Figure, figureOf } from './statistics.js';

const DAY_MS = 86_400_000;
const PLAN = { mandates: 100, people: 20, days: 365, seed: 1 };
const REPETITIONS = 100;
/** A server that runs has compiled what it uses; the first row would pay for all others. */
const WARM_UPS = 20;
/** Of what nobody waits for. */
const FEW_REPETITIONS = 10;
const MONTHS = 12;
const CHARGERS = 32;
const CHARGE_MS = 5_000;
const EARLIEST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
/** A model of the generated bookings that few of them have. */
const RARE = { connectorType: 'demo', model: 'sage' } as const;

interface Query {
  readonly name: string;
  readonly goal: string | null;
  /** @param draw a number from 0 to 1 */
  readonly ask: (draw: number) => Promise<unknown>;
  readonly repetitions?: number;
}

/** The queries behind dashboard, transactions and statistics, at scale; first alone, then while calls are charged. */
export async function measureHistory(
  stage: Stage,
  bookings: number,
  { signal, log }: Pick<Rounds, 'signal' | 'log'>,
): Promise<HistoryResult> {
  const plans = await makeHistory(stage.gateway, stage.urls.billing, { ...PLAN, bookings }, log);
  const [largest] = plans as [MandatePlan];
  await stage.gateway.get(BillingDatabase).query('CHECKPOINT');
  const queries = queriesOf(stage, largest);
  const second = await SecondGateway.start(stage, await openAccounts(stage.gateway, 1));
  try {
    const quiet: Figure[] = [];
    for (const query of queries) {
      signal.throwIfAborted();
      log(`history: ${query.name}`);
      quiet.push(await timesOf(query));
    }
    const rates: number[] = [];
    const measured = new AbortController();
    const charged = (async () => {
      while (!measured.signal.aborted) {
        rates.push((await second.run({ callers: CHARGERS, spread: 'hot', durationMs: CHARGE_MS })).perSecond);
      }
    })();
    const charging: Figure[] = [];
    for (const query of queries) {
      signal.throwIfAborted();
      log(`history while charging: ${query.name}`);
      charging.push(await timesOf(query));
    }
    measured.abort();
    await charged;
    return {
      bookings,
      largest: largest.bookings,
      chargesPerSecond: rates.reduce((sum, rate) => sum + rate, 0) / rates.length,
      rows: queries.map(({ name, goal }, index) => ({
        name,
        goal,
        quiet: quiet[index] as Figure,
        charging: charging[index] as Figure,
      })),
    };
  } finally {
    await second.stop();
  }
}

async function timesOf({ ask, repetitions = REPETITIONS }: Query): Promise<Figure> {
  const random = seededRandom(1);
  for (let count = 0; count < WARM_UPS; count++) await ask(random());
  const latenciesMs: number[] = [];
  const begin = performance.now();
  for (let count = 0; count < repetitions; count++) {
    const started = performance.now();
    await ask(random());
    latenciesMs.push(performance.now() - started);
  }
  return figureOf(latenciesMs, performance.now() - begin);
}

function queriesOf({ gateway }: Stage, { mandateId, accountId, userIds, bookings }: MandatePlan): Query[] {
  const history = gateway.get(HistoryService);
  const statements = gateway.get(StatementFiguresRepository);
  const now = Date.now();
  const dayBefore = (days: number): string => new Date(now - days * DAY_MS).toISOString().slice(0, 10);
  const at = (draw: number): string => {
    const moment = new Date(now - draw * PLAN.days * DAY_MS).toISOString();
    return encodeCursor({ createdAt: moment.replace('Z', '000Z'), id: EARLIEST_ID });
  };
  const person = (draw: number): string => userIds[Math.floor(draw * userIds.length)] as string;
  const page = (name: string, goal: string, filter: (draw: number) => object): Query => ({
    name,
    goal,
    ask: (draw) => history.listOf(mandateId, filter(draw)),
  });
  const sums = (name: string, goal: string | null, days: number, groupBy: readonly string[]): Query => ({
    name,
    goal,
    ask: () =>
      history.statisticsOf(mandateId, { from: dayBefore(days), to: dayBefore(0), groupBy: [...groupBy] } as never),
  });
  return [
    page('transactions, first page', '≤ 2', () => ({})),
    page('transactions, any depth', '≤ 2', (draw) => ({ cursor: at(draw) })),
    page('transactions, the end', '≤ 2 × the first', () => ({ cursor: at(0.9999) })),
    page('of a rare model, any depth', '≤ 2', (draw) => ({ ...RARE, cursor: at(draw) })),
    page('of a provider, any depth', '≤ 2', (draw) => ({ connectorType: 'anthropic', cursor: at(draw) })),
    page('of a person, any depth', '≤ 2', (draw) => ({ userId: person(draw), cursor: at(draw) })),
    page('of a feature, any depth', '≤ 2', (draw) => ({ feature: 'api', cursor: at(draw) })),
    page('what one person may see', '≤ 2', (draw) => ({ visibleTo: person(draw), cursor: at(draw) })),
    page('top-ups', '≤ 2', () => ({ type: 'credit' })),
    sums('a month by provider', '≤ 5', 30, ['connectorType']),
    sums('a month by day and provider', '≤ 5', 30, ['day', 'connectorType']),
    sums('a month by person', null, 30, ['userId']),
    sums('a year by month and provider', '≤ 20', 364, ['month', 'connectorType']),
    sums('a year by model', '≤ 20', 364, ['model']),
    sums('a year by person', null, 364, ['userId']),
    {
      name: "what a month's statement says",
      goal: null,
      repetitions: FEW_REPETITIONS,
      ask: (draw) => {
        const firstSeq = Math.floor((Math.floor(draw * MONTHS) * bookings) / MONTHS) + 1;
        const range = {
          accountId,
          firstSeq: String(firstSeq),
          lastSeq: String(firstSeq + Math.floor(bookings / MONTHS)),
        };
        return Promise.all([statements.usage(range), statements.movements(range)]);
      },
    },
  ];
}
