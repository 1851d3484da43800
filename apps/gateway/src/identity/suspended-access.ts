import type { Permission } from '@nyla/contracts';
import type { Caller } from '../common/context/request-context.js';
import type { Access } from '../rbac/access.decorator.js';

/** What people may go on reading: their own work, and what was booked. A suspension stops calls and changes, it hides nothing. */
const READABLE: ReadonlySet<Permission> = new Set([
  'data.chat.own',
  'data.automations.own',
  'data.billing.balance.read',
  'data.billing.transactions.own',
  'data.billing.transactions.all',
  'data.billing.settings.read',
]);

/**
 * Whether a route stays open in a suspended mandate: what concerns oneself, and reading for people. Programs read
 * nothing, they are to stop.
 */
export function isOpenWhileSuspended(
  access: Access | undefined,
  method: string,
  { apiKeyId }: Pick<Caller, 'apiKeyId'>,
): boolean {
  if (access === undefined) return false;
  if (access.kind !== 'permission') return true;
  return method === 'GET' && apiKeyId === null && READABLE.has(access.permission);
}
