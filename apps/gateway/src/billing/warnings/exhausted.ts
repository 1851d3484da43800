import { NANO_PER_RAPPEN, type Nano } from '@nyla/money';

/**
 * An account with less than a centime is exhausted, as `ledger_level` has it: what is called is reserved at its highest
 * price, so that no balance ever comes down to nothing.
 */
export const EXHAUSTED_BELOW: Nano = NANO_PER_RAPPEN;
