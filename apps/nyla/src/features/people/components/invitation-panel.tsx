import { Text } from '@mantine/core';
import type { CreatedInvitationDto, InvitationDto } from '@nyla/contracts';
import { IconRefresh, IconTrash } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type DataColumn, DataTable } from '@/components/table/data-table';
import { ErrorCard } from '@/components/ui/error-card';
import { MenuItem } from '@/components/ui/menu';
import { Panel } from '@/components/ui/panel';
import { invitationsQuery, useRenewInvitation, useRevokeInvitation } from '../api/people-queries';
import { useDates } from '../hooks/use-dates';
import { useIsWide } from '../hooks/use-is-wide';
import { useRoleName } from '../hooks/use-role-name';
import { Confirm, Dialog } from './dialog';
import { InvitationLink } from './invite-dialog';
import { Listing } from './listing';
import classes from './people.module.css';
import { RowMenu } from './row-menu';

/** Who was invited and has not come yet; nothing at all while there is nobody. */
export function InvitationPanel({ mayWrite }: { readonly mayWrite: boolean }) {
  const { t } = useTranslation('people');
  const query = useInfiniteQuery(invitationsQuery);
  const [revoking, setRevoking] = useState<InvitationDto | null>(null);
  const [renewed, setRenewed] = useState<CreatedInvitationDto | null>(null);
  const renew = useRenewInvitation();
  const invitations = query.data?.pages.flatMap(({ items }) => items) ?? [];
  if (query.isSuccess && invitations.length === 0 && renewed === null) return null;
  return (
    <Panel title={t('invitations.title')}>
      <Listing query={query} count={invitations.length} empty={null} lines={1}>
        {renew.error ? <ErrorCard error={renew.error} /> : null}
        <InvitationList
          invitations={invitations}
          mayWrite={mayWrite}
          onRenew={({ id }) => renew.mutate(id, { onSuccess: setRenewed })}
          onRevoke={setRevoking}
        />
      </Listing>
      <Dialog opened={renewed !== null} onClose={() => setRenewed(null)} title={t('invite.linkTitle')}>
        {renewed ? <InvitationLink invitation={renewed} onDone={() => setRenewed(null)} /> : null}
      </Dialog>
      <Dialog opened={revoking !== null} onClose={() => setRevoking(null)} title={t('invitations.revokeTitle')}>
        {revoking ? <RevokeQuestion invitation={revoking} onClose={() => setRevoking(null)} /> : null}
      </Dialog>
    </Panel>
  );
}

interface InvitationListProps {
  readonly invitations: readonly InvitationDto[];
  readonly mayWrite: boolean;
  readonly onRenew: (invitation: InvitationDto) => void;
  readonly onRevoke: (invitation: InvitationDto) => void;
}

function InvitationList({ invitations, mayWrite, onRenew, onRevoke }: InvitationListProps) {
  const { t } = useTranslation('people');
  const isWide = useIsWide();
  const roleName = useRoleName();
  const roles = (invitation: InvitationDto) => invitation.roles.map(roleName).join(', ');
  const menu = (invitation: InvitationDto) => (
    <RowMenu label={t('invitations.menu', { email: invitation.email })}>
      <MenuItem icon={<IconRefresh size={18} stroke={1.6} aria-hidden />} onSelect={() => onRenew(invitation)}>
        {t('invitations.renew')}
      </MenuItem>
      <MenuItem
        tone="danger"
        icon={<IconTrash size={18} stroke={1.6} aria-hidden />}
        onSelect={() => onRevoke(invitation)}
      >
        {t('invitations.revoke')}
      </MenuItem>
    </RowMenu>
  );
  if (!isWide) {
    return (
      <ul className={classes['cards']} aria-label={t('invitations.title')}>
        {invitations.map((invitation) => (
          <li key={invitation.id} className={classes['card']}>
            <div className={classes['cardHead']}>
              <Text fw={500} style={{ overflowWrap: 'anywhere' }}>
                {invitation.email}
              </Text>
              {mayWrite ? menu(invitation) : null}
            </div>
            <dl className={classes['facts']}>
              <dt>{t('members.roles')}</dt>
              <dd>{roles(invitation)}</dd>
              <dt>{t('invitations.by')}</dt>
              <dd>{invitation.invitedBy}</dd>
              <dt>{t('invitations.until')}</dt>
              <dd>
                <Until invitation={invitation} />
              </dd>
            </dl>
          </li>
        ))}
      </ul>
    );
  }
  const columns: readonly DataColumn<InvitationDto>[] = [
    { id: 'email', header: t('invite.email'), cell: ({ email }) => email },
    { id: 'roles', header: t('members.roles'), cell: roles, width: '20%' },
    { id: 'by', header: t('invitations.by'), cell: ({ invitedBy }) => invitedBy, width: '20%' },
    {
      id: 'until',
      header: t('invitations.until'),
      cell: untilCell,
      width: '20%',
    },
    ...(mayWrite ? [{ id: 'menu', header: '', cell: menu, align: 'right', width: '52px' } as const] : []),
  ];
  return <DataTable label={t('invitations.title')} columns={columns} rows={invitations} rowId={({ id }) => id} />;
}

function Until({ invitation: { expiresAt } }: { readonly invitation: InvitationDto }) {
  const { t } = useTranslation('people');
  const { instant } = useDates();
  const [now] = useState(() => Date.now());
  if (Date.parse(expiresAt) > now) return instant(expiresAt);
  return (
    <Text span inherit c="var(--nyla-warning-text)">
      {t('invitations.expired')}
    </Text>
  );
}

function RevokeQuestion({ invitation, onClose }: { readonly invitation: InvitationDto; readonly onClose: () => void }) {
  const { t } = useTranslation('people');
  const revoke = useRevokeInvitation();
  return (
    <Confirm
      confirm={t('invitations.revoke')}
      pending={revoke.isPending}
      error={revoke.error}
      onClose={onClose}
      onConfirm={() => revoke.mutate(invitation.id, { onSuccess: onClose })}
    >
      {t('invitations.revokeText', { email: invitation.email })}
    </Confirm>
  );
}

function untilCell(invitation: InvitationDto) {
  return <Until invitation={invitation} />;
}
