import type { StatementDto } from '@nyla/contracts';
import { parseChf } from '@/lib/money';

const SELDOM = ['adjustments', 'transfers', 'expiry'] as const;

export interface Part {
  readonly key: 'opening' | 'credits' | (typeof SELDOM)[number] | 'usage' | 'closing';
  /** Nano-francs, signed as it enters the sum. */
  readonly amount: bigint;
}

/** The lines of the calculation; their sum without the last is the last. What is seldom stands there when there was some. */
export function partsOf(statement: StatementDto): Part[] {
  const seldom = SELDOM.map((key) => ({ key, amount: parseChf(statement[key]) })).filter(({ amount }) => amount !== 0n);
  return [
    { key: 'opening', amount: parseChf(statement.opening) },
    { key: 'credits', amount: parseChf(statement.credits) },
    ...seldom,
    { key: 'usage', amount: -parseChf(statement.usage) },
    { key: 'closing', amount: parseChf(statement.closing) },
  ];
}
