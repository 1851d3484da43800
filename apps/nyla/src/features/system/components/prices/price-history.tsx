import { Button, Drawer, Group, Skeleton, Stack, Text } from '@mantine/core';
import type { PriceVersionDto } from '@nyla/contracts';
import { IconArrowBackUp, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { useFocusReturn } from '@/components/ui/use-focus-return';
import { formatInstant } from '@/lib/format-date';
import { useLocale } from '@/lib/use-locale';
import { priceHistoryQuery, usePriceChanges } from '../../api/system-queries';
import { nameOf } from '../../logic/price-list';
import { type ModelKey, modelKeyText } from '../../logic/search';
import { ConfirmWithdrawal } from '../confirm-withdrawal';
import classes from '../system.module.css';
import { PriceFigures } from './price-figures';
import { PriceState } from './price-state';
import { authorKind } from './price-table';

interface PriceHistoryProps {
  /** The model whose history is shown; undefined closes the drawer. */
  readonly of: ModelKey | undefined;
  readonly onClose: () => void;
}

/** Every price of a model, newest first, each with what it changed. */
export function PriceHistory({ of, onClose }: PriceHistoryProps) {
  const { t } = useTranslation(['system', 'common']);
  const [last, setLast] = useState(of);
  // What was open stays readable while the drawer slides away.
  if (of && (of.connectorType !== last?.connectorType || of.model !== last.model)) setLast(of);
  useFocusReturn(of !== undefined);
  return (
    <Drawer.Root
      opened={of !== undefined}
      onClose={onClose}
      returnFocus={false}
      position="right"
      size="min(100vw, 40rem)"
    >
      <Drawer.Overlay backgroundOpacity={0.45} />
      <Drawer.Content>
        <Drawer.Header role="presentation">
          <Drawer.Title fw={600} fz="lg">
            {t('history.title')}
          </Drawer.Title>
          <Drawer.CloseButton aria-label={t('common:action.close')} size="lg" />
        </Drawer.Header>
        <Drawer.Body>{last ? <History key={modelKeyText(last)} of={last} /> : null}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}

function History({ of }: { readonly of: ModelKey }) {
  const { t } = useTranslation(['system', 'common']);
  const [locale] = useLocale();
  const { data, error, refetch } = useQuery(priceHistoryQuery(of.connectorType, of.model));
  const { withdraw } = usePriceChanges();
  const [asked, setAsked] = useState<PriceVersionDto | null>(null);
  if (error && !data) return <ErrorCard error={error} onRetry={() => void refetch()} />;
  if (!data) {
    return (
      <Stack gap="lg" aria-busy="true">
        <Skeleton height={48} />
        <Skeleton height={220} />
        <Skeleton height={220} />
      </Stack>
    );
  }
  const [newest] = data;
  return (
    <>
      <Group justify="space-between" mb="sm">
        <div>
          <Text fw={600} fz="xl">
            {newest ? nameOf(newest) : of.model}
          </Text>
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {t(`common:connector.${of.connectorType}`)} · {of.model}
          </Text>
        </div>
        <Button
          renderRoot={(props) => <Link to="/admin/prices/new" search={{ for: modelKeyText(of) }} {...props} />}
          leftSection={<IconPlus size={17} aria-hidden />}
        >
          {t('prices.add')}
        </Button>
      </Group>
      <ol className={classes['versions']} aria-label={t('history.title')}>
        {data.map((version, index) => (
          <li key={version.id} className={classes['version']}>
            <Group justify="space-between" gap="xs" mb={6}>
              <Group gap="xs">
                <PriceState state={version.state} />
                <Text fw={500}>{span(version, locale, t)}</Text>
              </Group>
              {version.state === 'future' ? (
                <Button
                  size="compact-md"
                  variant="default"
                  leftSection={<IconArrowBackUp size={16} aria-hidden />}
                  onClick={() => {
                    withdraw.reset();
                    setAsked(version);
                  }}
                >
                  {t('withdraw.action')}
                </Button>
              ) : null}
            </Group>
            <Text size="sm" c="dimmed" mb="sm">
              {version.authorName ?? t(`author.${authorKind(version.author)}`)} · {version.source}
              {version.confirmed ? '' : ` · ${t('prices.unconfirmed')}`}
              {version.withdrawnAt === null
                ? ''
                : ` · ${t('history.withdrawn', { time: formatInstant(version.withdrawnAt, locale), name: version.withdrawnByName ?? '' })}`}
            </Text>
            <PriceFigures price={version} before={earlierOf(data, index)} />
          </li>
        ))}
      </ol>
      <ConfirmWithdrawal
        what={asked && `${nameOf(asked)}, ${t('prices.from', { time: formatInstant(asked.validFrom, locale) })}`}
        isPending={withdraw.isPending}
        error={withdraw.error}
        onClose={() => setAsked(null)}
        onConfirm={() => {
          if (asked) withdraw.mutate(asked.id, { onSuccess: () => setAsked(null) });
        }}
      />
    </>
  );
}

/** The price that a version took, or will take, the place of. */
function earlierOf(versions: readonly PriceVersionDto[], index: number): PriceVersionDto | undefined {
  return versions.slice(index + 1).find(({ state }) => state !== 'withdrawn');
}

function span(
  { validFrom, validUntil, state }: PriceVersionDto,
  locale: Parameters<typeof formatInstant>[1],
  t: (key: 'prices.from' | 'history.between', values: { time: string; until: string }) => string,
): string {
  const time = formatInstant(validFrom, locale);
  if (validUntil === null || state === 'withdrawn') return t('prices.from', { time, until: '' });
  return t('history.between', { time, until: formatInstant(validUntil, locale) });
}
