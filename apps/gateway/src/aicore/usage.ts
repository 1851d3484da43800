import type { Usage } from './connector.contract.js';

const NOTHING: Usage = {
  input: 0,
  cacheRead: 0,
  cacheWrite: 0,
  cacheWriteLong: 0,
  output: 0,
  reasoning: 0,
  searchRequests: 0,
  providerCostUsd: null,
};

/** A usage of which only the named fields are not zero. */
export function usageOf(fields: Partial<Usage>): Usage {
  return { ...NOTHING, ...fields };
}

/** Input tokens of every kind: what a provider compares with its long-prompt threshold. */
export function totalInput(usage: Usage): number {
  return usage.input + usage.cacheRead + usage.cacheWrite + usage.cacheWriteLong;
}
