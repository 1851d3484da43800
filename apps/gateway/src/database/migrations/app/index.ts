import { Foundation1795000000000 } from './1795000000000-foundation.js';

/** Oldest first. A migration that has landed is never changed. */
export const APP_MIGRATIONS = [Foundation1795000000000];
