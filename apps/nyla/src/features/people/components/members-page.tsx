import { Button, Stack } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { usePermission } from '@/lib/session';
import { InvitationPanel } from './invitation-panel';
import { InviteDialog } from './invite-dialog';
import { MemberPanel } from './member-panel';

/** Who belongs to the mandate, who is invited to it, and what each of them may do. */
export function MembersPage() {
  const { t } = useTranslation(['people', 'common']);
  const mayWrite = usePermission('data.members.write');
  const mayInvite = usePermission('data.roles.read') && mayWrite;
  const [inviting, setInviting] = useState(false);
  return (
    <Page>
      <PageHeader
        title={t('common:page.members')}
        description={t('members.description')}
        actions={
          mayInvite ? (
            <Button leftSection={<IconUserPlus size={18} stroke={1.8} aria-hidden />} onClick={() => setInviting(true)}>
              {t('invite.action')}
            </Button>
          ) : null
        }
      />
      <Stack gap="lg">
        <InvitationPanel mayWrite={mayWrite} />
        <MemberPanel mayWrite={mayWrite} />
      </Stack>
      <InviteDialog opened={inviting} onClose={() => setInviting(false)} />
    </Page>
  );
}
