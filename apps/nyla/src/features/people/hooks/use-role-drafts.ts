import type { RoleDto } from '@nyla/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { hasCode } from '@/lib/api/api-error';
import { rolesQuery, useSaveRules } from '../api/people-queries';
import { applyEdits, type CellValue, type Edits, edit, rebase } from '../logic/rules';

/** Changes of one role, and the version that they were made on. */
interface Draft {
  readonly version: number;
  readonly edits: Edits;
}

export interface RoleError {
  readonly role: RoleDto;
  readonly error: unknown;
}

/** Changes of roles, collected until they are saved: each role at once, or not at all. */
export function useRoleDrafts(roles: readonly RoleDto[]) {
  const queryClient = useQueryClient();
  const [drafts, setDrafts] = useState<Readonly<Record<string, Draft>>>({});
  const [errors, setErrors] = useState<readonly RoleError[]>([]);
  const [saving, setSaving] = useState(false);
  const [saved, setSaved] = useState(false);
  const rules = useSaveRules();

  const editsOf = (role: RoleDto): Edits => drafts[role.id]?.edits ?? {};
  const dirty = roles.filter((role) => Object.keys(editsOf(role)).length > 0);

  const change = (role: RoleDto, resource: string, value: CellValue) => {
    setSaved(false);
    setDrafts((before) => {
      const { version, edits } = before[role.id] ?? { version: role.version, edits: {} };
      const next = edit(role.rules, edits, resource, value);
      const { [role.id]: _, ...others } = before;
      return Object.keys(next).length === 0 ? others : { ...others, [role.id]: { version, edits: next } };
    });
  };

  const drop = (roleId: string) =>
    setDrafts((before) => Object.fromEntries(Object.entries(before).filter(([id]) => id !== roleId)));

  /** What somebody else saved becomes the ground on which the changes are looked at again. */
  const moveToCurrent = async (roleId: string) => {
    await queryClient.refetchQueries({ queryKey: rolesQuery.queryKey });
    const current = queryClient.getQueryData(rolesQuery.queryKey)?.find(({ id }) => id === roleId);
    if (!current) return drop(roleId);
    setDrafts((before) => {
      const draft = before[roleId];
      if (!draft) return before;
      return { ...before, [roleId]: { version: current.version, edits: rebase(current.rules, draft.edits) } };
    });
  };

  const save = async () => {
    setSaving(true);
    setErrors([]);
    const failed: RoleError[] = [];
    for (const role of dirty) {
      const draft = drafts[role.id];
      if (!draft) continue;
      try {
        await rules.mutateAsync({ id: role.id, version: draft.version, rules: applyEdits(role.rules, draft.edits) });
        drop(role.id);
      } catch (error) {
        failed.push({ role, error });
        if (hasCode(error, 'rbac.role_changed')) await moveToCurrent(role.id);
      }
    }
    setErrors(failed);
    setSaved(failed.length === 0);
    setSaving(false);
  };

  const discard = () => {
    setDrafts({});
    setErrors([]);
  };

  return {
    dirty,
    editsOf,
    rulesOf: (role: RoleDto) => applyEdits(role.rules, editsOf(role)),
    change,
    save,
    discard,
    saving,
    saved: saved && dirty.length === 0,
    errors,
  };
}

export type RoleDrafts = ReturnType<typeof useRoleDrafts>;
