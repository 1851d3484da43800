import { parseChf } from '@nyla/money';
import pg from 'pg';
import type { Journal } from './journal.js';

interface Booking {
  readonly id: string;
  readonly type: string;
  readonly amount: string;
  readonly message_id: string | null;
  readonly reason: string | null;
  readonly reference: string | null;
}

/** The ledger's promises in words of this harness's own; each query lists what breaks one. */
const PROMISES: Readonly<Record<string, string>> = {
  'a hold is open for ever': `SELECT id FROM billing_hold WHERE status = 'open'`,
  'the balance is not the sum of the bookings': `
    SELECT id, balance, found FROM billing_account a
      CROSS JOIN LATERAL (SELECT coalesce(sum(amount), 0) AS found FROM billing_transaction WHERE account_id = a.id) t
    WHERE balance <> found`,
  'something is held without a hold': 'SELECT id, held FROM billing_account WHERE held <> 0',
  'a budget holds something without a hold': 'SELECT id, held FROM billing_budget WHERE held <> 0',
  'a budget has not used what its bookings came to': `
    SELECT id, used, found FROM billing_budget b CROSS JOIN LATERAL (
      SELECT coalesce(-sum(amount), 0) AS found FROM billing_transaction WHERE b.id = ANY (budget_ids)) t
    WHERE used <> found`,
  'an account is below what its model permits': `
    SELECT id, balance, credit_limit FROM billing_account WHERE balance < -credit_limit`,
  'a call has a hold and a booking': 'SELECT id FROM billing_hold JOIN billing_transaction USING (id)',
  'an answer was booked twice': `
    SELECT message_id, count(*) FROM billing_transaction WHERE message_id IS NOT NULL
    GROUP BY message_id, connector_type, model HAVING count(*) > 1`,
  'a booking was reversed twice': `
    SELECT reversal_of, count(*) FROM billing_transaction WHERE reversal_of IS NOT NULL
    GROUP BY reversal_of HAVING count(*) > 1`,
};

/** Compares what clients were told with what is in the ledger, and the ledger with itself. Answers what is wrong. */
export async function inspect(billingUrl: string, journal: Journal): Promise<string[]> {
  const client = new pg.Client({ connectionString: billingUrl });
  await client.connect();
  try {
    // One picture for all that is compared.
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const broken: string[] = [];
    for (const [what, sql] of Object.entries(PROMISES)) {
      const { rows } = await client.query<object>(sql);
      broken.push(...rows.map((row) => `${what}: ${JSON.stringify(row)}`));
    }
    const { rows } = await client.query<Booking>(
      `SELECT id, type, amount::text, message_id, reason, reference FROM billing_transaction`,
    );
    return [
      ...journal.sights,
      ...broken,
      ...lost(rows, journal),
      ...doubled(rows, journal),
      ...mispriced(rows, journal),
    ];
  } finally {
    await client.end();
  }
}

/** Acknowledged, and not there, or not as it was told. */
function lost(bookings: readonly Booking[], { acknowledged }: Journal): string[] {
  const byId = new Map(bookings.map((booking) => [booking.id, booking]));
  return acknowledged.flatMap(({ what, bookingId, amount, tag }) => {
    const booking = byId.get(bookingId);
    const name = tag ?? `${what} ${bookingId}`;
    if (!booking) return [`lost: ${name} was acknowledged with ${amount}, and booking ${bookingId} is not there`];
    if (parseChf(booking.amount) === parseChf(amount)) return [];
    return [`changed: ${name} was acknowledged with ${amount}, and booked as ${booking.amount}`];
  });
}

/** One request, whose bookings are more than it asked for; or of which two different ones were acknowledged. */
function doubled(bookings: readonly Booking[], { asked, acknowledged }: Journal): string[] {
  // A tag is written where the request has room for it; the other place may hold the ledger's own words.
  const byTag = Map.groupBy(bookings, ({ reason, reference }) =>
    [reason, reference].find((text) => text !== null && asked.has(text)),
  );
  const wrong = [...asked.values()].flatMap(({ what, tag, amount }) => {
    const found = byTag.get(tag) ?? [];
    const wanted = what === 'transfer' ? 2 : 1;
    const amounts = found.map((booking) => booking.amount);
    if (found.length !== 0 && found.length !== wanted) {
      return [`doubled: ${tag} asked for ${wanted} booking(s), and there are ${found.length}: ${amounts.join(', ')}`];
    }
    const isRight = found.every((booking) => amount === '' || size(booking.amount) === size(amount));
    return isRight ? [] : [`changed: ${tag} asked for ${amount}, and what was booked is ${amounts.join(', ')}`];
  });
  const answers = Map.groupBy(
    acknowledged.filter(({ tag }) => tag !== null),
    ({ tag }) => tag as string,
  );
  for (const [tag, told] of answers) {
    const ids = new Set(told.map(({ bookingId }) => bookingId));
    if (ids.size > 1) wrong.push(`doubled: ${tag} was acknowledged as ${[...ids].join(' and as ')}`);
  }
  return wrong;
}

/** Answers whose price is not what was booked for them. */
function mispriced(bookings: readonly Booking[], { prices }: Journal): string[] {
  const charged = new Map<string, bigint>();
  for (const { message_id, amount } of bookings) {
    if (message_id !== null) charged.set(message_id, (charged.get(message_id) ?? 0n) - parseChf(amount));
  }
  return prices
    .filter(({ messageId, amount }) => charged.get(messageId) !== parseChf(amount))
    .map(
      ({ messageId, amount }) =>
        `lost: the answer ${messageId} was told to cost ${amount}; booked are ${charged.get(messageId) ?? 'no'} nano-francs`,
    );
}

function size(amount: string): bigint {
  const value = parseChf(amount);
  return value < 0n ? -value : value;
}
