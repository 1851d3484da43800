import type { INestApplicationContext } from '@nestjs/common';
import type { BudgetKind } from '@nyla/contracts';
import { NANO_PER_CHF } from '@nyla/money';
import { AicoreFacade, calculatePrice, type Pricing } from '../aicore/aicore.facade.js';
import { BillingFacade, type Settlement } from '../billing/billing.facade.js';
import { LedgerService } from '../billing/ledger/ledger.service.js';
import { newId } from '../common/ids.js';
import { type Cell, closedLoop } from './runner.js';
import type { Figure } from './statistics.js';

export const CALLERS = [1, 8, 32, 128, 256] as const;
/** `budgets`: one account again, and each call counts for its run and for the month of all of them. */
export const SPREADS = ['hot', 'spread', 'budgets'] as const;
export type Spread = (typeof SPREADS)[number];

/** Accounts are opened so many at a time: a pool's worth. */
const OPENED_AT_ONCE = 20;
const CREDIT = 1_000_000n * NANO_PER_CHF;
const CONNECTOR = 'openai';
const MODEL = 'gpt-6.1-terra';
const TTL_SECONDS = 120;
/** So many runs of one automation share its month. */
const RUNS = 16;
/** Priced beforehand: pricing is the AI core's work, not the ledger's. */
const DIFFERENT_CALLS = 64;
const EVERYBODY = Math.max(...CALLERS);

type PricedCall = Omit<Settlement, 'id'>;
type Services = Pick<INestApplicationContext, 'get'>;

export function cycleId(callers: number, spread: Spread): string {
  return `cycles ${callers} ${spread}`;
}

/** What cycles fall on; made once, and told to whoever joins in. */
export interface BenchAccounts {
  /** The first one is the hot one. */
  readonly accounts: readonly string[];
  /** Budgets on the hot one. */
  readonly month: string;
  readonly runs: readonly string[];
}

/** @param accountCount how many accounts the spread calls fall on. */
export async function openAccounts(gateway: Services, accountCount: number): Promise<BenchAccounts> {
  const facade = gateway.get(BillingFacade);
  const hot = newId();
  const accounts = [await openAccount(facade, hot)];
  while (accounts.length < accountCount) {
    accounts.push(...(await Promise.all(Array.from({ length: OPENED_AT_ONCE }, () => openAccount(facade, newId())))));
  }
  const month = await openBudget(facade, hot, 'automation_month');
  const runs = await Promise.all(Array.from({ length: RUNS }, () => openBudget(facade, hot, 'run')));
  return { accounts, month, runs };
}

/** Charge cycles as the processor makes them: `BillingFacade.reserve`, then `settle`, each awaited. */
export class LedgerBench {
  private readonly users = Array.from({ length: EVERYBODY }, newId);

  private constructor(
    private readonly facade: BillingFacade,
    private readonly ledger: LedgerService,
    private readonly pricing: Pricing,
    private readonly calls: readonly PricedCall[],
    private readonly on: BenchAccounts,
  ) {}

  static async open(gateway: Services, on: BenchAccounts): Promise<LedgerBench> {
    const book = await gateway.get(AicoreFacade).pricesAt(new Date());
    const pricing = book.find(CONNECTOR, MODEL);
    if (!pricing) throw new Error(`the shipped price list has no ${CONNECTOR}/${MODEL}`);
    const calls = Array.from({ length: DIFFERENT_CALLS }, (_, index) => pricedCall(pricing, index));
    return new LedgerBench(gateway.get(BillingFacade), gateway.get(LedgerService), pricing, calls, on);
  }

  cells(roundMs: number, callers: readonly number[]): Cell<Figure>[] {
    return callers.flatMap((count) =>
      SPREADS.map((spread) => ({
        id: cycleId(count, spread),
        what: `BillingFacade.reserve + settle on ${this.describe(spread)}`,
        run: (share) => this.run(count, spread, roundMs * share),
      })),
    );
  }

  run(callers: number, spread: Spread, durationMs: number): Promise<Figure> {
    return closedLoop(callers, durationMs, (caller) => this.cycle(caller, spread));
  }

  /** Batches that failed as a whole; ordinary load needs none. */
  get fallbacks(): number {
    return this.ledger.fallbacks;
  }

  private describe(spread: Spread): string {
    if (spread === 'spread') return `${this.on.accounts.length} accounts`;
    return spread === 'hot' ? 'one account' : 'one account with two budgets';
  }

  async cycle(caller: number, spread: Spread): Promise<void> {
    const id = newId();
    const { accounts, runs, month } = this.on;
    const accountId = accounts[spread === 'spread' ? Math.floor(Math.random() * accounts.length) : 0] as string;
    const call = this.calls[Math.floor(Math.random() * DIFFERENT_CALLS)] as PricedCall;
    await this.facade.reserve(
      {
        id,
        accountId,
        amount: call.cost * 2n,
        purpose: {
          userId: this.users[caller] as string,
          feature: 'chat',
          connectorType: CONNECTOR,
          model: MODEL,
          priceVersionId: this.pricing.price.id,
          chatId: id,
          messageId: id,
        },
        ttlSeconds: TTL_SECONDS,
        ...(spread === 'budgets' && { budgetIds: [runs[caller % RUNS] as string, month] }),
      },
      () => null,
    );
    const result = await this.facade.settle(accountId, { ...call, id });
    if (result.status !== 'booked' || result.repeated || result.shortfall > 0n) {
      throw new Error(`a cycle was not booked as it should be: ${result.status}`);
    }
  }
}

async function openBudget(facade: BillingFacade, mandateId: string, kind: BudgetKind): Promise<string> {
  return (await facade.ensureBudget({ mandateId, kind, subject: newId(), period: null, limit: CREDIT })).id;
}

async function openAccount(facade: BillingFacade, mandateId: string): Promise<string> {
  await facade.ensureMandate(mandateId, 'PREPAY_MANDATE');
  await facade.importCredit(mandateId, new Date(), CREDIT, 'benchmark');
  return (await facade.payingAccount(mandateId, newId())).accountId;
}

function pricedCall(pricing: Pricing, index: number): PricedCall {
  const usage = {
    input: 900 + index * 17,
    cacheRead: index % 3 === 0 ? 512 : 0,
    cacheWrite: 0,
    cacheWriteLong: 0,
    output: 250 + index * 11,
    reasoning: index,
    searchRequests: 0,
    searchCredits: 0,
  };
  const { amount, receipt } = calculatePrice({ ...usage, providerCostUsd: null, multipliers: [] }, pricing);
  return {
    cost: amount,
    outcome: 'completed',
    estimated: false,
    usage,
    receipt,
    providerRequestId: `req_${index}`,
  };
}
