import { Button, NativeSelect, Stack, TextInput } from '@mantine/core';
import { PRICE_STATES, SEARCH_MAX_LENGTH } from '@nyla/contracts/constants';
import { IconCoins, IconPlus, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorCard } from '@/components/ui/error-card';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { SkeletonBlock } from '@/components/ui/skeletons';
import { pricesQuery } from '../../api/system-queries';
import { groupPrices } from '../../logic/price-list';
import { modelKeyText, type PricesSearch, parseModelKey, parsePricesSearch } from '../../logic/search';
import { PriceHistory } from './price-history';
import { PriceTable } from './price-table';

/** The price list by provider; a row opens the history of its model. */
export function PricesPage() {
  const { t } = useTranslation(['system', 'common']);
  const search = parsePricesSearch(useSearch({ strict: false }));
  const navigate = useNavigate();
  const state = search.state ?? 'current';
  const { data, error, refetch, isPlaceholderData } = useQuery(pricesQuery(state));
  const [q, setQ] = useState(search.q ?? '');
  const groups = useMemo(() => groupPrices(data ?? [], q), [data, q]);
  const change = (changes: { readonly [K in keyof PricesSearch]?: PricesSearch[K] | undefined }) =>
    void navigate({
      to: '/admin/prices',
      search: parsePricesSearch({ ...search, q, ...changes }),
      replace: !('open' in changes),
      resetScroll: false,
    });

  return (
    <Page width={1280}>
      <PageHeader
        title={t('common:page.prices')}
        description={t('prices.description')}
        actions={
          <Button
            renderRoot={(props) => <Link to="/admin/prices/new" search={{}} {...props} />}
            leftSection={<IconPlus size={18} stroke={1.8} aria-hidden />}
          >
            {t('prices.add')}
          </Button>
        }
      />
      <Stack gap="lg">
        <div style={{ display: 'flex', flexWrap: 'wrap', gap: 12 }}>
          <TextInput
            type="search"
            size="md"
            w={{ base: '100%', sm: 340 }}
            aria-label={t('prices.search')}
            placeholder={t('prices.searchHint')}
            maxLength={SEARCH_MAX_LENGTH}
            leftSection={<IconSearch size={16} stroke={1.7} aria-hidden />}
            value={q}
            onChange={(event) => setQ(event.currentTarget.value)}
            onBlur={() => change({ q })}
          />
          <NativeSelect
            size="md"
            w={{ base: '100%', sm: 220 }}
            aria-label={t('prices.stateFilter')}
            value={state}
            data={PRICE_STATES.map((value) => ({ value, label: t(`stateFilter.${value}`) }))}
            onChange={(event) => change({ state: PRICE_STATES.find((known) => known === event.currentTarget.value) })}
          />
        </div>
        {error && !data ? <ErrorCard error={error} onRetry={() => void refetch()} /> : null}
        {!data && !error ? <SkeletonBlock height={520} /> : null}
        {data && groups.length === 0 ? (
          <EmptyState
            icon={<IconCoins size={32} stroke={1.5} />}
            text={t(data.length === 0 ? `prices.empty.${state}` : 'prices.emptySearch')}
            action={
              q === '' ? null : (
                <Button variant="default" onClick={() => setQ('')}>
                  {t('prices.clearSearch')}
                </Button>
              )
            }
          />
        ) : null}
        {groups.map(({ connectorType, prices }) => (
          <div key={connectorType} style={{ opacity: isPlaceholderData ? 0.55 : 1 }} aria-busy={isPlaceholderData}>
            <Panel title={t(`common:connector.${connectorType}`)}>
              <PriceTable
                label={t('prices.tableOf', { provider: t(`common:connector.${connectorType}`) })}
                prices={prices}
                onOpen={(price) => change({ open: modelKeyText(price) })}
              />
            </Panel>
          </div>
        ))}
      </Stack>
      <PriceHistory of={parseModelKey(search.open)} onClose={() => change({ open: undefined })} />
    </Page>
  );
}
