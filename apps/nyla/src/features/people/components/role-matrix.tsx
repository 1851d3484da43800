import { NativeSelect, Stack } from '@mantine/core';
import type { RoleDto } from '@nyla/contracts';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LeaveGuard } from '@/components/ui/leave-guard';
import { useIsWide } from '../hooks/use-is-wide';
import { useRoleDrafts } from '../hooks/use-role-drafts';
import { useRoleName } from '../hooks/use-role-name';
import { ChangeBar } from './change-bar';
import classes from './matrix.module.css';
import { PermissionTables } from './permission-tables';
import { PrefixRules } from './prefix-rules';
import { ProviderTable } from './provider-table';
import type { RoleTask } from './role-dialogs';
import { RoleMenu } from './role-menu';

interface RoleMatrixProps {
  readonly roles: readonly RoleDto[];
  readonly mayWrite: boolean;
  readonly onTask: (task: RoleTask) => void;
}

/** Roles side by side, one at a time on a phone. What is changed is collected, and saved role by role. */
export function RoleMatrix({ roles, mayWrite, onTask }: RoleMatrixProps) {
  const { t } = useTranslation('people');
  const roleName = useRoleName();
  const isWide = useIsWide();
  const drafts = useRoleDrafts(roles);
  const leaving = useRef(false);
  const [picked, setPicked] = useState<string | null>(null);
  const shown = isWide ? roles : roles.filter(({ id }, index) => (picked ? id === picked : index === 0));
  const [single] = shown;
  return (
    <Stack gap="lg">
      {isWide ? null : (
        <div className={classes['pick']}>
          <NativeSelect
            label={t('roles.one')}
            size="md"
            value={single?.id ?? ''}
            onChange={(event) => setPicked(event.currentTarget.value)}
            data={roles.map(({ id, name }) => ({ value: id, label: roleName(name) }))}
          />
          {mayWrite && single ? <RoleMenu role={single} onTask={onTask} /> : null}
        </div>
      )}
      <ProviderTable roles={shown} drafts={drafts} mayWrite={mayWrite} onTask={onTask} />
      <PermissionTables roles={shown} drafts={drafts} mayWrite={mayWrite} />
      <PrefixRules roles={shown} />
      <ChangeBar drafts={drafts} />
      <LeaveGuard active={drafts.dirty.length > 0} leaving={leaving} text={t('roles.leave')} />
    </Stack>
  );
}
