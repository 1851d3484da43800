import { isUUID } from 'class-validator';
import type { MandateInfo } from '../mandates/mandates.facade.js';

interface Choice<Mandate extends MandateInfo> {
  /** The caller's mandates by name. */
  readonly memberships: readonly Mandate[];
  /** The header `X-Mandate-Id`, as it was sent. */
  readonly requested: string | undefined;
  /** The mandate that the session was in last. */
  readonly remembered: string | null;
}

/**
 * The mandate that a request runs in: the one it names, else the last one, else the first by name, of which suspended
 * ones come last. Undefined when it names one that is not the caller's, or when the caller has none.
 */
export function chooseMandate<Mandate extends MandateInfo>({
  memberships,
  requested,
  remembered,
}: Choice<Mandate>): Mandate | undefined {
  if (requested !== undefined) {
    return isUUID(requested, 'all') ? memberships.find(({ id }) => id === requested.toLowerCase()) : undefined;
  }
  return (
    memberships.find(({ id }) => id === remembered) ??
    memberships.find(({ status }) => status === 'active') ??
    memberships[0]
  );
}
