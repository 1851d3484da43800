import type { ConnectorType } from '@nyla/contracts';
import { toChf } from '@nyla/money';
import { type AicoreFacade, billedUsage, calculatePrice, type Usage } from '../aicore/aicore.facade.js';

/** A call that generated bookings repeat: its usage, and what the price list makes of it. */
export interface CallTemplate {
  readonly connectorType: ConnectorType;
  readonly model: string;
  /** Decimal string in CHF. */
  readonly amount: string;
  readonly usage: object;
  readonly receipt: object;
}

const MODELS: readonly { readonly connectorType: ConnectorType; readonly model: string; readonly share: number }[] = [
  { connectorType: 'openai', model: 'gpt-5', share: 4 },
  { connectorType: 'openai', model: 'gpt-5-mini', share: 6 },
  { connectorType: 'openai', model: 'gpt-4o', share: 2 },
  { connectorType: 'openai', model: 'gpt-4o-mini', share: 3 },
  { connectorType: 'anthropic', model: 'claude-sonnet-4-5', share: 4 },
  { connectorType: 'anthropic', model: 'claude-haiku-4-5', share: 5 },
  { connectorType: 'demo', model: 'sage', share: 1 },
];
const PER_SHARE = 24;

/** Calls of several sizes to each model that had a price at `beginning`; the same ones on every machine. */
export async function callTemplates(
  aicore: AicoreFacade,
  beginning: Date,
  random: () => number,
): Promise<CallTemplate[]> {
  const prices = await aicore.pricesAt(beginning);
  const templates = MODELS.flatMap(({ connectorType, model, share }) => {
    const pricing = prices.find(connectorType, model);
    if (!pricing) return [];
    return Array.from({ length: share * PER_SHARE }, (): CallTemplate => {
      const usage = callUsage(random);
      const { amount, receipt } = calculatePrice(usage, pricing);
      return { connectorType, model, amount: toChf(amount), usage: billedUsage(usage), receipt };
    });
  });
  if (templates.length === 0) throw new Error(`no model had a price on ${beginning.toISOString()}`);
  return templates;
}

function callUsage(random: () => number): Usage {
  return {
    input: Math.floor(200 + random() ** 3 * 30_000),
    cacheRead: 0,
    cacheWrite: 0,
    cacheWriteLong: 0,
    output: Math.floor(50 + random() ** 2 * 2_000),
    reasoning: 0,
    searchRequests: 0,
    searchCredits: 0,
    providerCostUsd: null,
    multipliers: [],
  };
}
