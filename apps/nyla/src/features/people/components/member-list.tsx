import { Badge, Text } from '@mantine/core';
import type { MemberDto } from '@nyla/contracts';
import { IconUserCheck, IconUserCog, IconUserOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type DataColumn, DataTable } from '@/components/table/data-table';
import { MenuItem } from '@/components/ui/menu';
import { useMe } from '@/lib/session';
import { useDates } from '../hooks/use-dates';
import { useIsWide } from '../hooks/use-is-wide';
import { useRoleName } from '../hooks/use-role-name';
import type { MemberTask } from './member-dialogs';
import classes from './people.module.css';
import { RowMenu } from './row-menu';

interface MemberListProps {
  readonly members: readonly MemberDto[];
  readonly mayWrite: boolean;
  readonly onTask: (kind: MemberTask['kind'], member: MemberDto) => void;
}

/** A table, and cards on a phone. */
export function MemberList({ members, mayWrite, onTask }: MemberListProps) {
  const { t } = useTranslation('people');
  const isWide = useIsWide();
  const menu = (member: MemberDto) => (mayWrite ? <MemberMenu member={member} onTask={onTask} /> : null);
  if (!isWide) {
    return (
      <ul className={classes['cards']} aria-label={t('members.title')}>
        {members.map((member) => (
          <li key={member.userId} className={classes['card']}>
            <div className={classes['cardHead']}>
              <Person member={member} />
              {menu(member)}
            </div>
            <dl className={classes['facts']}>
              <dt>{t('members.roles')}</dt>
              <dd>
                <Roles member={member} />
              </dd>
              <dt>{t('members.state')}</dt>
              <dd>
                <State member={member} />
              </dd>
              <dt>{t('members.since')}</dt>
              <dd>
                <Since member={member} />
              </dd>
              <dt>{t('members.lastSeen')}</dt>
              <dd>
                <LastSeen member={member} />
              </dd>
            </dl>
          </li>
        ))}
      </ul>
    );
  }
  const columns: readonly DataColumn<MemberDto>[] = [
    { id: 'name', header: t('members.name'), cell: personCell },
    { id: 'roles', header: t('members.roles'), cell: rolesCell, width: '20%' },
    { id: 'state', header: t('members.state'), cell: stateCell, width: '13%' },
    { id: 'since', header: t('members.since'), cell: sinceCell, width: '13%' },
    { id: 'seen', header: t('members.lastSeen'), cell: lastSeenCell, width: '17%' },
    ...(mayWrite ? [{ id: 'menu', header: '', cell: menu, align: 'right', width: '52px' } as const] : []),
  ];
  return <DataTable label={t('members.title')} columns={columns} rows={members} rowId={({ userId }) => userId} />;
}

interface CellProps {
  readonly member: MemberDto;
}

function Person({ member: { userId, displayName, email } }: CellProps) {
  const { t } = useTranslation('people');
  const { user } = useMe();
  return (
    <>
      <Text span display="block" fw={500} style={{ overflowWrap: 'anywhere' }}>
        {displayName}
        {userId === user.id ? (
          <Text span c="dimmed" fw={400}>
            {` ${t('members.you')}`}
          </Text>
        ) : null}
      </Text>
      <Text span display="block" size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {email}
      </Text>
    </>
  );
}

function Roles({ member: { roles } }: CellProps) {
  const { t } = useTranslation('people');
  const roleName = useRoleName();
  if (roles.length > 0) return roles.map(roleName).join(', ');
  return (
    <Text span inherit c="dimmed">
      {t('members.noRole')}
    </Text>
  );
}

function State({ member: { status } }: CellProps) {
  const { t } = useTranslation('people');
  return (
    <Badge
      variant="light"
      color={status === 'active' ? 'petrol' : 'gray'}
      tt="none"
      fw={500}
      c="var(--mantine-color-text)"
    >
      {t(`members.states.${status}`)}
    </Badge>
  );
}

function Since({ member: { since } }: CellProps) {
  return useDates().day(since);
}

function LastSeen({ member: { lastSeenAt } }: CellProps) {
  const { t } = useTranslation('people');
  const { instant } = useDates();
  if (lastSeenAt) return instant(lastSeenAt);
  return (
    <Text span inherit c="dimmed">
      {t('members.neverSeen')}
    </Text>
  );
}

function MemberMenu({ member, onTask }: CellProps & Pick<MemberListProps, 'onTask'>) {
  const { t } = useTranslation('people');
  const { user } = useMe();
  const isActive = member.status === 'active';
  return (
    <RowMenu label={t('members.menu', { name: member.displayName })}>
      <MenuItem icon={<IconUserCog size={18} stroke={1.6} aria-hidden />} onSelect={() => onTask('roles', member)}>
        {t('members.changeRoles')}
      </MenuItem>
      {member.userId === user.id ? null : isActive ? (
        <MenuItem
          tone="danger"
          icon={<IconUserOff size={18} stroke={1.6} aria-hidden />}
          onSelect={() => onTask('deactivate', member)}
        >
          {t('members.deactivate')}
        </MenuItem>
      ) : (
        <MenuItem
          icon={<IconUserCheck size={18} stroke={1.6} aria-hidden />}
          onSelect={() => onTask('reactivate', member)}
        >
          {t('members.reactivate')}
        </MenuItem>
      )}
    </RowMenu>
  );
}

function personCell(member: MemberDto) {
  return <Person member={member} />;
}

function rolesCell(member: MemberDto) {
  return <Roles member={member} />;
}

function stateCell(member: MemberDto) {
  return <State member={member} />;
}

function sinceCell(member: MemberDto) {
  return <Since member={member} />;
}

function lastSeenCell(member: MemberDto) {
  return <LastSeen member={member} />;
}
