import { formatMoney, parseChf, toChf } from '@nyla/money';
import type { Client } from './client.js';

const REASON = 'Probe';

/**
 * Brings a mandate's balance to an exact amount with ordinary bookings: credit that makes up the difference, and the
 * reversal of earlier credit.
 * @param member somebody of the mandate who sees all its bookings
 */
export async function setBalance(operator: Client, member: Client, amount: string): Promise<void> {
  const { mandateId } = await member.me();
  const target = parseChf(amount);
  const balance = parseChf((await member.balance()).balance);
  const all = await member.transactions();
  const reversed = new Set(all.map(({ reversalOf }) => reversalOf));
  const credits = all
    .filter(({ id, type }) => type === 'credit' && !reversed.has(id))
    .map(({ id, amount }) => ({ id, nano: parseChf(amount) }))
    .sort((a, b) => Number(b.nano - a.nano));
  let returned = 0n;
  const toReverse: string[] = [];
  while (returned < balance - target) {
    const credit = credits.shift();
    if (!credit) throw new Error(`${formatMoney(balance - target)} cannot be taken back`);
    returned += credit.nano;
    toReverse.push(credit.id);
  }
  const missing = target - balance + returned;
  if (missing > 0n) await operator.credit(mandateId, toChf(missing), REASON);
  for (const id of toReverse) await operator.reverse(mandateId, id, REASON);
}
