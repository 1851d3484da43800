import type {
  CreatedInvitationDto,
  CreateInvitationDto,
  CreateRoleDto,
  InvitationPageDto,
  MemberDto,
  MemberPageDto,
  MemberStatus,
  RoleDto,
  RolePageDto,
  SetRoleRulesDto,
} from '@nyla/contracts';
import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { apiDelete, apiGet, apiPatch, apiPost, apiPut } from '@/lib/api/client';

const PAGE_SIZE = 50;

const keys = {
  members: ['people', 'members'],
  invitations: ['people', 'invitations'],
  roles: ['people', 'roles'],
} as const;

export interface MemberSearch {
  readonly q: string;
  readonly status: MemberStatus | null;
}

export function membersQuery({ q, status }: MemberSearch) {
  return infiniteQueryOptions({
    queryKey: [...keys.members, q, status],
    queryFn: ({ pageParam, signal }) =>
      apiGet<MemberPageDto>('/members', { q, status, cursor: pageParam, limit: PAGE_SIZE }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}

export const invitationsQuery = infiniteQueryOptions({
  queryKey: keys.invitations,
  queryFn: ({ pageParam, signal }) =>
    apiGet<InvitationPageDto>('/members/invitations', { cursor: pageParam, limit: PAGE_SIZE }, { signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.nextCursor,
});

export const rolesQuery = queryOptions({
  queryKey: keys.roles,
  queryFn: async ({ signal }) => (await apiGet<RolePageDto>('/roles', undefined, { signal })).items,
});

/** Who is here, who is invited and how many have a role hang together. */
function refreshPeople(queryClient: QueryClient): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: ['people'] });
}

/** Whoever changes roles may change what they may do themselves, and which models they may use. */
function refreshRights(queryClient: QueryClient): void {
  void refreshPeople(queryClient);
  for (const queryKey of [['me'], ['models'], ['connectors']]) void queryClient.invalidateQueries({ queryKey });
}

export function useSetRoles() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ userId, roleIds }: { readonly userId: string; readonly roleIds: string[] }) =>
      apiPut<MemberDto>(`/members/${userId}/roles`, { roleIds }),
    onSuccess: () => refreshRights(queryClient),
  });
}

export function useSetStatus() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ userId, status }: { readonly userId: string; readonly status: MemberStatus }) =>
      apiPost<MemberDto>(`/members/${userId}/${status === 'active' ? 'reactivate' : 'deactivate'}`),
    onSuccess: () => refreshPeople(queryClient),
  });
}

export function useInvite() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (invitation: CreateInvitationDto) => apiPost<CreatedInvitationDto>('/members/invitations', invitation),
    onSuccess: () => void refreshPeople(queryClient),
  });
}

export function useRenewInvitation() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => apiPost<CreatedInvitationDto>(`/members/invitations/${id}/renew`),
    onSuccess: () => void refreshPeople(queryClient),
  });
}

export function useRevokeInvitation() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => apiDelete<void>(`/members/invitations/${id}`),
    onSuccess: () => refreshPeople(queryClient),
  });
}

export function useCreateRole() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (role: CreateRoleDto) => apiPost<RoleDto>('/roles', role),
    onSuccess: () => refreshPeople(queryClient),
  });
}

export function useRenameRole() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, name }: { readonly id: string; readonly name: string }) =>
      apiPatch<RoleDto>(`/roles/${id}`, { name }),
    onSuccess: () => refreshPeople(queryClient),
  });
}

export function useDeleteRole() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => apiDelete<void>(`/roles/${id}`),
    onSuccess: () => refreshPeople(queryClient),
  });
}

/** Saves one role, and puts it where the list has it: the next role is saved on top of that. */
export function useSaveRules() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...change }: SetRoleRulesDto & { readonly id: string }) =>
      apiPut<RoleDto>(`/roles/${id}/rules`, change),
    onSuccess: (saved) => {
      queryClient.setQueryData(rolesQuery.queryKey, (roles) =>
        roles?.map((role) => (role.id === saved.id ? saved : role)),
      );
      refreshRights(queryClient);
    },
  });
}
