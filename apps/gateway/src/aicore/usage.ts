import type { BilledUsage, Usage } from './connector.contract.js';

const NOTHING: Usage = {
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

/** A usage of which only the named fields are not zero. */
export function usageOf(fields: Partial<Usage>): Usage {
  return { ...NOTHING, ...fields };
}

/** Input tokens of every kind: what a provider compares with its long-prompt threshold. */
export function totalInput(usage: Usage): number {
  return usage.input + usage.cacheRead + usage.cacheWrite + usage.cacheWriteLong;
}

/** The counts of a usage, as a booking keeps them. */
export function billedUsage({ providerCostUsd: _cost, multipliers: _multipliers, ...counts }: Usage): BilledUsage {
  return counts;
}
