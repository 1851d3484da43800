import { Box, Button, Center, Skeleton, Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { MandateTotalsDto } from '@nyla/contracts';
import type { MandateSort } from '@nyla/contracts/constants';
import { IconBuildings } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/money/money';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorCard } from '@/components/ui/error-card';
import { formatCount } from '@/lib/money';
import { type OverviewFilter, overviewQuery } from '../api/mandate-queries';
import { MandateCards } from './mandate-cards';
import { MandateTable } from './mandate-table';
import classes from './mandates.module.css';

const SKELETON_ROWS = 10;
const ROW_HEIGHT = 56;
const WIDE = '(min-width: 75em)';

interface MandateListProps {
  readonly filter: OverviewFilter;
  readonly filtered: boolean;
  readonly onSort: (sort: MandateSort) => void;
  readonly onClearFilters: () => void;
  readonly onCreate: (() => void) | undefined;
}

/** The mandates of a filter with their totals, page by page; a table where there is room for one, cards elsewhere. */
export function MandateList({ filter, filtered, onSort, onClearFilters, onCreate }: MandateListProps) {
  const { t } = useTranslation('mandates');
  const isWide = useMediaQuery(WIDE, undefined, { getInitialValueInEffect: false }) ?? true;
  const query = useInfiniteQuery(overviewQuery(filter));
  const mandates = useMemo(() => query.data?.pages.flatMap(({ items }) => items) ?? [], [query.data]);
  const total = query.data?.pages.at(-1)?.total;

  if (query.isPending) return <ListSkeleton />;
  if (query.isError && mandates.length === 0) {
    return <ErrorCard error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (mandates.length === 0) {
    return (
      <EmptyState
        icon={<IconBuildings size={32} stroke={1.5} />}
        text={filtered ? t('emptyFiltered') : t('empty')}
        action={
          filtered ? (
            <Button variant="default" onClick={onClearFilters}>
              {t('clearFilters')}
            </Button>
          ) : onCreate ? (
            <Button onClick={onCreate}>{t('create.button')}</Button>
          ) : null
        }
      />
    );
  }
  return (
    <Box opacity={query.isPlaceholderData ? 0.55 : 1} aria-busy={query.isPlaceholderData}>
      {total ? <Totals total={total} /> : null}
      {isWide ? (
        <MandateTable mandates={mandates} filter={filter} onSort={onSort} />
      ) : (
        <MandateCards mandates={mandates} />
      )}
      {query.isError ? <ErrorCard error={query.error} onRetry={() => void query.fetchNextPage()} /> : null}
      <Center py="md">
        {query.hasNextPage ? (
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('more')}
          </Button>
        ) : (
          <Text size="sm" c="dimmed">
            {t('end')}
          </Text>
        )}
      </Center>
    </Box>
  );
}

/** Sums of the whole filtered set, not of the page. */
function Totals({ total }: { readonly total: MandateTotalsDto }) {
  const { t } = useTranslation('mandates');
  return (
    <dl className={classes['totals']} aria-label={t('total.label')}>
      <div>
        <dt>{t('total.mandates')}</dt>
        <dd>{formatCount(total.mandates)}</dd>
      </div>
      <div>
        <dt>{t('column.members')}</dt>
        <dd>{formatCount(total.members)}</dd>
      </div>
      {(['balance', 'held', 'usedThisMonth', 'usedLastMonth'] as const).map((key) => (
        <div key={key}>
          <dt>{t(`column.${key}`)}</dt>
          <dd>
            <Money amount={total[key]} decimals={2} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function ListSkeleton() {
  return (
    <Stack gap={0} aria-busy="true">
      {Array.from({ length: SKELETON_ROWS }, (_, index) => (
        <Box key={index} h={ROW_HEIGHT} py={8}>
          <Skeleton height="100%" />
        </Box>
      ))}
    </Stack>
  );
}
