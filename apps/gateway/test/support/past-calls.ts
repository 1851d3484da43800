import { parseChf, parseDecimal } from '@nyla/money';
import { AicoreFacade } from '../../src/aicore/aicore.facade.js';
import { BillingFacade } from '../../src/billing/billing.facade.js';
import type { World } from './world.js';

interface PastCall {
  readonly userId: string;
  readonly output?: number;
  readonly automationId?: string;
  readonly model?: string;
}

/** Books credit and calls of the past through the ledger's own functions. */
export class PastCalls {
  private constructor(private readonly world: World) {}

  static async of(world: World, since: string): Promise<PastCalls> {
    const aicore = world.app.get(AicoreFacade);
    await aicore.ensurePastFxRate(parseDecimal('0.805'), new Date(since), 'Test');
    return new PastCalls(world);
  }

  credit(mandateId: string, moment: string, amount = '100'): Promise<void> {
    return this.world.app.get(BillingFacade).importCredit(mandateId, new Date(moment), parseChf(amount), 'Einzahlung');
  }

  async book(mandateId: string, moment: string, calls: readonly PastCall[]): Promise<void> {
    const prices = await this.world.app.get(AicoreFacade).pricesAt(new Date(moment));
    const past = calls.map(({ userId, output = 1_000, automationId, model = 'gpt-5.4' }) => {
      const pricing = prices.find('openai', model);
      if (!pricing) throw new Error(`${model} has no price on that day`);
      const purpose = {
        userId,
        feature: automationId ? ('automation' as const) : ('chat' as const),
        connectorType: 'openai' as const,
        model,
        ...(automationId && { automationId }),
      };
      return { purpose, usage: { ...NO_USAGE, input: 777, output }, pricing };
    });
    await this.world.app.get(BillingFacade).importCalls(mandateId, new Date(moment), past);
  }
}

const NO_USAGE = {
  input: 0,
  cacheRead: 0,
  cacheWrite: 0,
  cacheWriteLong: 0,
  output: 0,
  reasoning: 0,
  searchRequests: 0,
  searchCredits: 0,
  providerCostUsd: null,
  multipliers: [],
};
