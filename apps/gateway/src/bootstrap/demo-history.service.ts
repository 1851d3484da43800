import { Injectable } from '@nestjs/common';
import type { ConnectorType } from '@nyla/contracts';
import { NANO_PER_CHF, parseDecimal } from '@nyla/money';
import { AicoreFacade, type PriceBook } from '../aicore/aicore.facade.js';
import { BillingFacade, type PastCall } from '../billing/billing.facade.js';
import { addDays, Clock } from '../common/clock.js';
import { seededRandom } from '../common/seeded-random.js';

const DAYS = 92;
const TOP_UP_EVERY_DAYS = 30;
const TOP_UP = 40n * NANO_PER_CHF;
/** Every sample booking carries it. */
const MARK = 'Beispieldaten';
const SEED = 20_261_122;
const SAMPLE_RATE = parseDecimal('0.805');

/** What the sample company uses, and how often in relation to the others. */
const MODELS: readonly { connectorType: ConnectorType; model: string; weight: number }[] = [
  { connectorType: 'openai', model: 'gpt-6-astra', weight: 2 },
  { connectorType: 'openai', model: 'gpt-6.1-sol', weight: 5 },
  { connectorType: 'openai', model: 'gpt-6-sol', weight: 4 },
  { connectorType: 'openai', model: 'gpt-5.6-terra', weight: 4 },
  { connectorType: 'openai', model: 'gpt-6-luna', weight: 6 },
  { connectorType: 'openai', model: 'gpt-5.4', weight: 3 },
  { connectorType: 'demo', model: 'sage', weight: 2 },
];

/** Office hours in UTC at which calls are booked, and how busy each is. */
const HOURS: readonly { hour: number; calls: number }[] = [
  { hour: 7, calls: 3 },
  { hour: 9, calls: 6 },
  { hour: 13, calls: 5 },
  { hour: 15, calls: 4 },
];

/** Three months of clearly marked sample history, the same on every machine, so that charts show something. */
@Injectable()
export class DemoHistoryService {
  /** Colleagues who appear in the history and cannot sign in. */
  readonly people = [
    { email: 'lea@beispiel.local', displayName: 'Lea Keller', role: 'user' },
    { email: 'marco@beispiel.local', displayName: 'Marco Rossi', role: 'user' },
    { email: 'nina@beispiel.local', displayName: 'Nina Favre', role: 'user' },
  ] as const;

  constructor(
    private readonly billing: BillingFacade,
    private readonly aicore: AicoreFacade,
    private readonly clock: Clock,
  ) {}

  async book(mandateId: string, userIds: readonly string[]): Promise<void> {
    const random = seededRandom(SEED);
    const today = this.clock.today();
    const beginning = new Date(`${addDays(today, -DAYS)}T00:00:00Z`);
    await this.aicore.ensurePastFxRate(SAMPLE_RATE, beginning, `Beispielkurs (${MARK})`);
    for (let offset = DAYS; offset >= 1; offset--) {
      const day = addDays(today, -offset);
      if ((DAYS - offset) % TOP_UP_EVERY_DAYS === 0) {
        await this.billing.importCredit(mandateId, new Date(`${day}T06:00:00Z`), TOP_UP, `Aufladung (${MARK})`);
      }
      for (const { hour, calls } of HOURS) {
        const minute = Math.floor(random() * 60);
        const moment = new Date(`${day}T${pad(hour)}:${pad(minute)}:00Z`);
        const prices = await this.aicore.pricesAt(moment);
        const booked = Array.from({ length: callsAt(day, calls, random) }, () => sampleCall(prices, userIds, random));
        await this.billing.importCalls(
          mandateId,
          moment,
          booked.filter((call) => call !== undefined),
        );
      }
    }
  }
}

/** Few calls on weekends, and never quite the same number twice. */
function callsAt(day: string, usual: number, random: () => number): number {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  const isWeekend = weekday === 0 || weekday === 6;
  return Math.floor(usual * (isWeekend ? 0.2 : 0.6 + random() * 0.8));
}

/** One believable call, or none when the model that was drawn had no price yet on that day. */
function sampleCall(prices: PriceBook, userIds: readonly string[], random: () => number): PastCall | undefined {
  const { connectorType, model } = drawModel(random);
  const pricing = prices.find(connectorType, model);
  const userId = userIds[Math.floor(random() * userIds.length)];
  if (!pricing || !userId) return undefined;
  const input = Math.floor(800 + random() ** 2 * 90_000);
  const cacheRead = pricing.price.base?.cacheRead && random() < 0.4 ? Math.floor(input * 0.5) : 0;
  const output = Math.floor(200 + random() ** 2 * 6_000);
  return {
    purpose: { userId, feature: random() < 0.8 ? 'chat' : 'api', connectorType, model, reference: MARK },
    usage: {
      input: input - cacheRead,
      cacheRead,
      cacheWrite: 0,
      cacheWriteLong: 0,
      output,
      reasoning: Math.floor(output * random() * 0.3),
      searchRequests: 0,
      searchCredits: 0,
      providerCostUsd: null,
      multipliers: [],
    },
    pricing,
  };
}

function drawModel(random: () => number): (typeof MODELS)[number] {
  const total = MODELS.reduce((sum, { weight }) => sum + weight, 0);
  let left = random() * total;
  const drawn = MODELS.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  return drawn ?? (MODELS[0] as (typeof MODELS)[number]);
}

function pad(value: number): string {
  return value.toString().padStart(2, '0');
}
