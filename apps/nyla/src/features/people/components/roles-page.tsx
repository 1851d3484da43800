import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { SkeletonBlock } from '@/components/ui/skeletons';
import { usePermission } from '@/lib/session';
import { rolesQuery } from '../api/people-queries';
import { RoleDialogs, type RoleTask } from './role-dialogs';
import { RoleMatrix } from './role-matrix';

/** What each role of the mandate may do: providers and models first, everything else below. */
export function RolesPage() {
  const { t } = useTranslation(['people', 'common']);
  const mayWrite = usePermission('data.roles.write');
  const roles = useQuery(rolesQuery);
  const [task, setTask] = useState<RoleTask | null>(null);
  return (
    <Page>
      <PageHeader
        title={t('common:page.roles')}
        description={t('roles.description')}
        actions={
          mayWrite ? (
            <Button
              leftSection={<IconPlus size={18} stroke={1.8} aria-hidden />}
              onClick={() => setTask({ kind: 'create' })}
            >
              {t('roles.create')}
            </Button>
          ) : null
        }
      />
      {roles.isPending ? (
        <SkeletonBlock height={480} />
      ) : roles.data ? (
        <RoleMatrix roles={roles.data} mayWrite={mayWrite} onTask={setTask} />
      ) : (
        <ErrorCard error={roles.error} onRetry={() => void roles.refetch()} />
      )}
      <RoleDialogs task={task} roles={roles.data ?? []} onClose={() => setTask(null)} />
    </Page>
  );
}
