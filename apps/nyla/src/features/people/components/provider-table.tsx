import { CloseButton, TextInput, UnstyledButton } from '@mantine/core';
import type { ModelDto, RoleDto } from '@nyla/contracts';
import { PROVIDER_RESOURCE_PREFIX, providerResource, SEARCH_MAX_LENGTH } from '@nyla/contracts/constants';
import { IconChevronRight, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorCard } from '@/components/ui/error-card';
import { Panel } from '@/components/ui/panel';
import { SkeletonLines } from '@/components/ui/skeletons';
import { connectorsQuery, modelsQuery } from '@/lib/models';
import { formatMoney } from '@/lib/money';
import { useIsWide } from '../hooks/use-is-wide';
import type { RoleDrafts } from '../hooks/use-role-drafts';
import classes from './matrix.module.css';
import { type MatrixRow, MatrixTable } from './matrix-table';
import type { RoleTask } from './role-dialogs';
import { RoleMenu } from './role-menu';

interface ProviderTableProps {
  readonly roles: readonly RoleDto[];
  readonly drafts: RoleDrafts;
  readonly mayWrite: boolean;
  readonly onTask: (task: RoleTask) => void;
}

/** Which providers each role may use, and below each its models. */
export function ProviderTable({ roles, drafts, mayWrite, onTask }: ProviderTableProps) {
  const { t } = useTranslation(['people', 'common']);
  const isWide = useIsWide();
  const connectors = useQuery(connectorsQuery);
  const models = useQuery(modelsQuery);
  const [text, setText] = useState('');
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const price = usePriceText();
  const q = text.trim().toLowerCase();
  const toggle = (connectorType: string) =>
    setUnfolded((before) => {
      const after = new Set(before);
      if (!after.delete(connectorType)) after.add(connectorType);
      return after;
    });

  const rows = (connectors.data ?? []).flatMap(({ connectorType, configured }): MatrixRow[] => {
    const own = (models.data ?? []).filter((model) => model.connectorType === connectorType);
    const label = t(`common:connector.${connectorType}`);
    const found = own.filter(({ displayName, id }) => `${displayName} ${id}`.toLowerCase().includes(q));
    const isFound = label.toLowerCase().includes(q);
    if (q && !isFound && found.length === 0) return [];
    const isOpen = q ? found.length > 0 : unfolded.has(connectorType);
    const head = (
      <UnstyledButton
        className={classes['unfold'] ?? ''}
        aria-expanded={isOpen}
        disabled={q !== '' || own.length === 0}
        onClick={() => toggle(connectorType)}
      >
        <IconChevronRight size={16} aria-hidden />
        {label}
      </UnstyledButton>
    );
    const count = t('roles.models', { count: own.length });
    const hint = configured ? count : `${count} · ${t('roles.notConfigured')}`;
    const children = (q ? found : own).map((model) => ({
      resource: PROVIDER_RESOURCE_PREFIX + model.id,
      label: model.displayName,
      hint: price(model),
      isChild: true,
    }));
    return [{ resource: providerResource(connectorType), label, head, hint }, ...(isOpen ? children : [])];
  });

  return (
    <Panel
      title={t('roles.providers')}
      actions={
        <TextInput
          type="search"
          aria-label={t('roles.searchModel')}
          placeholder={t('roles.searchModel')}
          w={{ base: '100%', xs: 260 }}
          leftSection={<IconSearch size={16} aria-hidden />}
          rightSection={
            text ? <CloseButton size="sm" aria-label={t('members.clearSearch')} onClick={() => setText('')} /> : null
          }
          maxLength={SEARCH_MAX_LENGTH}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      }
    >
      {connectors.isPending || models.isPending ? (
        <SkeletonLines lines={6} height={36} />
      ) : connectors.error || models.error ? (
        <ErrorCard
          error={connectors.error ?? models.error}
          onRetry={() => {
            void connectors.refetch();
            void models.refetch();
          }}
        />
      ) : rows.length === 0 ? (
        <EmptyState text={t('roles.noModel', { q: text.trim() })} />
      ) : (
        <MatrixTable
          label={t('roles.providers')}
          rows={rows}
          roles={roles}
          drafts={drafts}
          mayWrite={mayWrite}
          renderRoleActions={(role) => (mayWrite && isWide ? <RoleMenu role={role} onTask={onTask} /> : null)}
        />
      )}
    </Panel>
  );
}

/** What a typical answer of a model costs, to judge by. */
function usePriceText(): (model: ModelDto) => string {
  const { t } = useTranslation('people');
  return ({ price }) => (price ? t('roles.typical', { amount: formatMoney(price.typicalAnswer) }) : t('roles.noPrice'));
}
