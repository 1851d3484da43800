import { Button, Group, Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { MemberAccountDto } from '@nyla/contracts';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/money/money';
import { type DataColumn, DataTable } from '@/components/table/data-table';
import { parseChf } from '@/lib/money';
import { moneyText } from '@/lib/money-text';
import classes from './credit.module.css';

const WIDE = '(min-width: 62em)';

interface MemberAccountsProps {
  readonly members: readonly MemberAccountDto[];
  readonly mayMove: boolean;
  readonly onGive: (member: MemberAccountDto) => void;
  readonly onTake: (member: MemberAccountDto) => void;
}

/** Members with what they have, and two buttons each. */
export function MemberAccounts(props: MemberAccountsProps) {
  const { t } = useTranslation('credit');
  const isWide = useMediaQuery(WIDE, undefined, { getInitialValueInEffect: false }) ?? true;
  const columns = useMemberColumns(props);
  const { members } = props;
  if (!isWide) {
    return (
      <ul className={classes['cards']}>
        {members.map((member) => (
          <li key={member.userId}>
            <MemberCard {...props} member={member} />
          </li>
        ))}
      </ul>
    );
  }
  return <DataTable label={t('accounts.caption')} columns={columns} rows={members} rowId={({ userId }) => userId} />;
}

function useMemberColumns(props: MemberAccountsProps): DataColumn<MemberAccountDto>[] {
  const { t } = useTranslation('credit');
  return [
    {
      id: 'name',
      header: t('accounts.column.name'),
      cell: (member) => (
        <>
          {member.userName} <Standing member={member} />
        </>
      ),
    },
    {
      id: 'balance',
      header: t('accounts.column.balance'),
      align: 'right',
      width: '140px',
      cell: ({ balance }) => <Money amount={balance} currency={false} />,
    },
    {
      id: 'held',
      header: t('accounts.column.held'),
      align: 'right',
      width: '140px',
      cell: ({ held }) => <Money amount={held} currency={false} />,
    },
    {
      id: 'available',
      header: t('accounts.column.available'),
      align: 'right',
      width: '140px',
      cell: ({ available }) => <Money amount={available} currency={false} />,
    },
    ...(props.mayMove
      ? [
          {
            id: 'actions',
            header: t('accounts.column.actions'),
            align: 'right' as const,
            width: '260px',
            cell: (member: MemberAccountDto) => <Actions {...props} member={member} />,
          },
        ]
      : []),
  ];
}

function MemberCard({ member, ...props }: MemberAccountsProps & { readonly member: MemberAccountDto }) {
  const { t } = useTranslation('credit');
  return (
    <Stack gap={6}>
      <div className={classes['line']}>
        <Text fw={500}>{member.userName}</Text>
        <span className={classes['amount']}>
          <Money amount={member.available} />
        </span>
      </div>
      <div className={classes['line']}>
        <Standing member={member} />
        <Text size="sm" c="dimmed">
          {parseChf(member.held) > 0n
            ? t('accounts.held', { amount: moneyText(member.held) })
            : t('accounts.available')}
        </Text>
      </div>
      {props.mayMove ? <Actions {...props} member={member} /> : null}
    </Stack>
  );
}

function Standing({ member }: { readonly member: MemberAccountDto }) {
  const { t } = useTranslation('credit');
  const { isMember, isOpen, status } = member;
  const text = !isMember
    ? t('accounts.left')
    : status === 'suspended'
      ? t('accounts.suspended')
      : isOpen
        ? null
        : t('accounts.notOpen');
  return (
    <Text span size="sm" c="dimmed">
      {text}
    </Text>
  );
}

function Actions({ member, onGive, onTake }: MemberAccountsProps & { readonly member: MemberAccountDto }) {
  const { t } = useTranslation('credit');
  const name = member.userName;
  return (
    <Group gap="xs" justify="flex-end" wrap="nowrap">
      {parseChf(member.available) > 0n ? (
        <Button
          variant="default"
          size="sm"
          className={classes['action'] ?? ''}
          aria-label={t('accounts.takeFrom', { name })}
          onClick={() => onTake(member)}
        >
          {t('accounts.take')}
        </Button>
      ) : null}
      {member.isMember ? (
        <Button
          variant="default"
          size="sm"
          className={classes['action'] ?? ''}
          aria-label={t('accounts.giveTo', { name })}
          onClick={() => onGive(member)}
        >
          {t('accounts.give')}
        </Button>
      ) : null}
    </Group>
  );
}
