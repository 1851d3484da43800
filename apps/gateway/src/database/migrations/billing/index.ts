import { Ledger1795000000000 } from './1795000000000-ledger.js';

/** Oldest first. A migration that has landed is never changed. */
export const BILLING_MIGRATIONS = [Ledger1795000000000];
