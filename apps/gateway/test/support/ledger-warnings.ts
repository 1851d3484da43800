import { type Nano, parseChf } from '@nyla/money';
import { EXHAUSTED_BELOW } from '../../src/billing/warnings/exhausted.js';
import type { Database } from '../../src/database/database.js';

type Level = 'armed' | 'low' | 'exhausted';

interface HistoryRow {
  readonly account_id: string;
  readonly credit_limit: string;
  readonly alert: Level;
  readonly warn_below: string | null;
  readonly bookings: readonly { readonly amount: string; readonly after: string }[] | null;
  readonly crossings: readonly Level[] | null;
}

const HISTORY = `
  SELECT a.id AS account_id, a.credit_limit::text, a.alert, a.warn_below::text,
    (SELECT jsonb_agg(jsonb_build_object('amount', t.amount::text, 'after', t.balance_after::text) ORDER BY t.seq)
      FROM billing_transaction t WHERE t.account_id = a.id) AS bookings,
    (SELECT array_agg(c.level ORDER BY c.created_at) FROM balance_crossing c WHERE c.account_id = a.id) AS crossings
  FROM billing_account a WHERE a.alert <> 'off' AND a.mandate_id <> ALL ($1::uuid[])`;

/**
 * Accounts whose crossings are not what their bookings, told one after another, come to; for accounts that have been
 * watched from the beginning, whose threshold and limit have never changed.
 * @param except mandates whose settings change
 */
export async function brokenWarnings(database: Database, except: readonly string[] = []): Promise<string[]> {
  const rows = await database.query<HistoryRow>(HISTORY, [except]);
  return rows.flatMap(({ account_id, credit_limit, alert, warn_below, bookings, crossings }) => {
    const below = warn_below === null ? null : parseChf(warn_below);
    const limit = parseChf(credit_limit);
    const expected = replay(limit, below, bookings ?? []);
    const found = { level: alert, falls: asSeen(crossings ?? []) };
    return JSON.stringify(found) === JSON.stringify(expected)
      ? []
      : [`crossings of ${account_id}: ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`];
  });
}

function replay(limit: Nano, below: Nano | null, bookings: NonNullable<HistoryRow['bookings']>): object {
  let level = levelOf(limit, below);
  const falls: Level[] = [];
  for (const { amount, after } of bookings) {
    const next = levelOf(parseChf(after) + limit, below);
    const isDeeper = next !== level && (level === 'armed' || next === 'exhausted');
    if (isDeeper) falls.push(next);
    if (isDeeper || parseChf(amount) > 0n) level = next;
  }
  return { level, falls: asSeen(falls) };
}

function levelOf(free: Nano, below: Nano | null): Level {
  if (free < EXHAUSTED_BELOW) return 'exhausted';
  return below !== null && free < below ? 'low' : 'armed';
}

/** Calls that are settled together are one fall: what was passed on the way down is not told of. */
function asSeen(falls: readonly Level[]): string {
  return falls.join(' ').replaceAll('low exhausted', 'exhausted');
}
