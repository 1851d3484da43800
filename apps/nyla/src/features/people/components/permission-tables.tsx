import { Stack, Title } from '@mantine/core';
import type { RoleDto } from '@nyla/contracts';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/ui/panel';
import { useActiveMandate } from '@/lib/session';
import type { RoleDrafts } from '../hooks/use-role-drafts';
import { groupsOf, PERMISSION_GROUPS } from '../logic/permission-groups';
import { MatrixTable } from './matrix-table';

interface PermissionTablesProps {
  readonly roles: readonly RoleDto[];
  readonly drafts: RoleDrafts;
  readonly mayWrite: boolean;
}

/** Everything beside providers that a role may do, with a word on each. */
export function PermissionTables({ roles, drafts, mayWrite }: PermissionTablesProps) {
  const { t } = useTranslation('people');
  const { kind } = useActiveMandate();
  return (
    <Panel title={t('roles.permissions')}>
      <Stack gap="xl">
        {groupsOf(kind).map((group) => (
          <section key={group} aria-label={t(`group.${group}`)}>
            <Title order={3} fz="md" mb={4}>
              {t(`group.${group}`)}
            </Title>
            <MatrixTable
              label={t(`group.${group}`)}
              roles={roles}
              drafts={drafts}
              mayWrite={mayWrite}
              rows={PERMISSION_GROUPS[group].map((permission) => ({
                resource: permission,
                label: t(`permission.${permission}.label`),
                hint: t(`permission.${permission}.hint`),
              }))}
            />
          </section>
        ))}
      </Stack>
    </Panel>
  );
}
