import { type Nano, parseChf } from '@nyla/money';
import type { PermissionSet } from '../rbac/rbac.facade.js';
import type { WishRow, WishSubject } from './wishes.repository.js';

/**
 * Whether free credit is what somebody has asked for: as much as their request needs, or, where they did not say, more
 * than there was.
 * @param available null for no limit
 */
export function coversWish(available: Nano | null, wish: Pick<WishRow, 'required' | 'available'>): boolean {
  if (available === null) return true;
  if (wish.required !== null) return available >= parseChf(wish.required);
  return wish.available !== null && available > 0n && available > parseChf(wish.available);
}

export function permitsWish(permissions: PermissionSet, { connectorType, model }: WishSubject): boolean {
  if (connectorType === null) return true;
  return model === null ? permissions.allowsSome(connectorType) : permissions.allowsModel(connectorType, model);
}
