import type { MeDto, MembershipDto, Permission } from '@nyla/contracts';
import { type Query, type QueryClient, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { getActiveMandateId, setActiveMandateId } from './active-mandate';
import { ApiError } from './api/api-error';
import { apiGet } from './api/client';
import { showNumberFormat } from './number-format';

/** Who is signed in, in which mandate, with which permissions. Fails with `auth.required` when nobody is. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => fetchMe(signal),
  staleTime: 60_000,
});

async function fetchMe(signal?: AbortSignal): Promise<MeDto> {
  try {
    const me = await apiGet<MeDto>('/session', undefined, { signal });
    setActiveMandateId(me.mandateId);
    showNumberFormat(me.user.numberFormat);
    return me;
  } catch (error) {
    // The remembered mandate may be gone, or belong to whoever was signed in before.
    const mandateRefused =
      error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 401;
    if (!mandateRefused || getActiveMandateId() === null) throw error;
    setActiveMandateId(null);
    return fetchMe(signal);
  }
}

/** The signed-in user. Only below the route guard, which has loaded it. */
export function useMe(): MeDto {
  const { data } = useQuery(meQuery);
  if (!data) throw new Error('useMe outside the signed-in part of the app');
  return data;
}

export function useActiveMandate(): MembershipDto {
  const me = useMe();
  const membership = me.memberships.find(({ mandateId }) => mandateId === me.mandateId);
  if (!membership) throw new Error('the active mandate is not among the memberships');
  return membership;
}

/** Whether to show something. The server decides on its own whether to do it. */
export function usePermission(permission: Permission): boolean {
  return useMe().permissions.includes(permission);
}

/**
 * Takes over what a sign-in or a switch of mandate answered; nothing cached before may remain.
 * `me` itself is replaced and not removed, so that whoever shows it is told.
 */
export function adoptSession(queryClient: QueryClient, me: MeDto): void {
  const [meKey] = meQuery.queryKey;
  void queryClient.cancelQueries();
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== meKey });
  setActiveMandateId(me.mandateId);
  showNumberFormat(me.user.numberFormat);
  queryClient.setQueryData(meQuery.queryKey, me);
}

/**
 * Forgets everything that belongs to the session that ended. Call it once no signed-in page is shown any more;
 * what the login page itself asks, under the key `session`, stays.
 */
export function dropSession(queryClient: QueryClient): void {
  void queryClient.cancelQueries({ predicate: belongsToSession });
  queryClient.removeQueries({ predicate: belongsToSession });
  queryClient.getMutationCache().clear();
  setActiveMandateId(null);
}

function belongsToSession({ queryKey }: Query): boolean {
  return queryKey[0] !== 'session';
}

/** Moves to another mandate: nothing cached in the old one may be seen in the new one. */
export function useSwitchMandate(): (mandateId: string) => Promise<void> {
  const queryClient = useQueryClient();
  return useCallback(
    async (mandateId: string) => {
      const before = getActiveMandateId();
      setActiveMandateId(mandateId);
      try {
        const me = await fetchMe();
        adoptSession(queryClient, me);
      } catch (error) {
        setActiveMandateId(before);
        throw error;
      }
    },
    [queryClient],
  );
}
