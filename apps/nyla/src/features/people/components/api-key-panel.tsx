import { Text } from '@mantine/core';
import type { ApiKeyDto, ApiKeyScope } from '@nyla/contracts';
import { IconKey, IconTrash } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type DataColumn, DataTable } from '@/components/table/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { MenuItem } from '@/components/ui/menu';
import { apiKeysQuery, useRevokeApiKey } from '../api/api-key-queries';
import { useDates } from '../hooks/use-dates';
import { useIsWide } from '../hooks/use-is-wide';
import { useRoleName } from '../hooks/use-role-name';
import { expiryState } from '../logic/expiry';
import { Confirm, Dialog } from './dialog';
import { Listing } from './listing';
import classes from './people.module.css';
import { RowMenu } from './row-menu';

/** Keys with who they act as, how long they last, and the way to end them at once. */
export function ApiKeyPanel({ scope }: { readonly scope: ApiKeyScope }) {
  const { t } = useTranslation('people');
  const query = useInfiniteQuery(apiKeysQuery(scope));
  const [revoking, setRevoking] = useState<ApiKeyDto | null>(null);
  const apiKeys = query.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <Listing
        query={query}
        count={apiKeys.length}
        lines={2}
        empty={<EmptyState icon={<IconKey size={32} stroke={1.4} />} text={t(`keys.empty.${scope}`)} />}
      >
        <KeyList apiKeys={apiKeys} isOwn={scope === 'own'} onRevoke={setRevoking} />
      </Listing>
      <Dialog opened={revoking !== null} onClose={() => setRevoking(null)} title={t('keys.revokeTitle')}>
        {revoking ? <RevokeQuestion apiKey={revoking} onClose={() => setRevoking(null)} /> : null}
      </Dialog>
    </>
  );
}

interface KeyListProps {
  readonly apiKeys: readonly ApiKeyDto[];
  /** Whose they are goes without saying. */
  readonly isOwn: boolean;
  readonly onRevoke: (apiKey: ApiKeyDto) => void;
}

function KeyList({ apiKeys, isOwn, onRevoke }: KeyListProps) {
  const { t } = useTranslation('people');
  // The account page is narrow on every screen.
  const isWide = useIsWide() && !isOwn;
  const { day } = useDates();
  const menu = (apiKey: ApiKeyDto) => (
    <RowMenu label={t('keys.menu', { name: apiKey.name })}>
      <MenuItem tone="danger" icon={<IconTrash size={18} stroke={1.6} aria-hidden />} onSelect={() => onRevoke(apiKey)}>
        {t('keys.revoke')}
      </MenuItem>
    </RowMenu>
  );
  if (!isWide) {
    return (
      <ul className={classes['cards']} aria-label={t('keys.title')}>
        {apiKeys.map((apiKey) => (
          <li key={apiKey.id} className={classes['card']}>
            <div className={classes['cardHead']}>
              <KeyName apiKey={apiKey} />
              {menu(apiKey)}
            </div>
            <dl className={classes['facts']}>
              {isOwn ? null : (
                <>
                  <dt>{t('keys.owner')}</dt>
                  <dd>
                    <Owner apiKey={apiKey} />
                  </dd>
                </>
              )}
              <dt>{t('keys.made')}</dt>
              <dd>{day(apiKey.createdAt)}</dd>
              <dt>{t('keys.lastUsed')}</dt>
              <dd>
                <LastUsed apiKey={apiKey} />
              </dd>
              <dt>{t('keys.expires')}</dt>
              <dd>
                <Expires apiKey={apiKey} />
              </dd>
            </dl>
          </li>
        ))}
      </ul>
    );
  }
  const columns: readonly DataColumn<ApiKeyDto>[] = [
    { id: 'name', header: t('keys.name'), cell: nameCell },
    { id: 'owner', header: t('keys.owner'), cell: ownerCell, width: '24%' },
    { id: 'made', header: t('keys.made'), cell: ({ createdAt }) => day(createdAt), width: '12%' },
    { id: 'used', header: t('keys.lastUsed'), cell: lastUsedCell, width: '17%' },
    { id: 'expires', header: t('keys.expires'), cell: expiresCell, width: '14%' },
    { id: 'menu', header: '', cell: menu, align: 'right', width: '52px' },
  ];
  return <DataTable label={t('keys.title')} columns={columns} rows={apiKeys} rowId={({ id }) => id} />;
}

interface CellProps {
  readonly apiKey: ApiKeyDto;
}

function KeyName({ apiKey: { name, prefix } }: CellProps) {
  return (
    <>
      <Text span display="block" fw={500} style={{ overflowWrap: 'anywhere' }}>
        {name}
      </Text>
      <Text span display="block" size="sm" c="dimmed" ff="monospace">
        {prefix}…
      </Text>
    </>
  );
}

function Owner({ apiKey: { ownerKind, ownerName, roles } }: CellProps) {
  const { t } = useTranslation('people');
  const roleName = useRoleName();
  const names = roles.map(roleName).join(', ');
  return (
    <>
      <Text span display="block" inherit style={{ overflowWrap: 'anywhere' }}>
        {ownerName}
      </Text>
      <Text span display="block" size="sm" c="dimmed">
        {ownerKind === 'service' ? t('keys.ofMandate', { roles: names }) : names}
      </Text>
    </>
  );
}

function LastUsed({ apiKey: { lastUsedAt } }: CellProps) {
  const { t } = useTranslation('people');
  const { instant } = useDates();
  if (lastUsedAt) return instant(lastUsedAt);
  return (
    <Text span inherit c="dimmed">
      {t('keys.neverUsed')}
    </Text>
  );
}

function Expires({ apiKey: { expiresAt } }: CellProps) {
  const { t } = useTranslation('people');
  const { day } = useDates();
  const [now] = useState(() => new Date());
  const state = expiryState(expiresAt, now);
  if (expiresAt === null) return t('keys.never');
  if (state === 'later') return day(expiresAt);
  return (
    <Text span inherit c="var(--nyla-warning-text)">
      {state === 'over' ? t('keys.over') : t('keys.soon', { day: day(expiresAt) })}
    </Text>
  );
}

function RevokeQuestion({ apiKey, onClose }: CellProps & { readonly onClose: () => void }) {
  const { t } = useTranslation('people');
  const revoke = useRevokeApiKey();
  return (
    <Confirm
      confirm={t('keys.revoke')}
      pending={revoke.isPending}
      error={revoke.error}
      onClose={onClose}
      onConfirm={() => revoke.mutate(apiKey.id, { onSuccess: onClose })}
    >
      {t('keys.revokeText', { name: apiKey.name })}
    </Confirm>
  );
}

function nameCell(apiKey: ApiKeyDto) {
  return <KeyName apiKey={apiKey} />;
}

function ownerCell(apiKey: ApiKeyDto) {
  return <Owner apiKey={apiKey} />;
}

function lastUsedCell(apiKey: ApiKeyDto) {
  return <LastUsed apiKey={apiKey} />;
}

function expiresCell(apiKey: ApiKeyDto) {
  return <Expires apiKey={apiKey} />;
}
