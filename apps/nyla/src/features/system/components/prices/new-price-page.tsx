import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { SkeletonBlock } from '@/components/ui/skeletons';
import { priceHistoryQuery } from '../../api/system-queries';
import { emptyDraft } from '../../logic/price-draft';
import { nameOf } from '../../logic/price-list';
import { type ModelKey, modelKeyText, parseModelKey, parseNewPriceSearch } from '../../logic/search';
import { PriceForm } from './price-form';

/** Adds a price: for a known model it starts from the one in force. */
export function NewPricePage() {
  const { for: key } = parseNewPriceSearch(useSearch({ strict: false }));
  const of = parseModelKey(key);
  return of ? <ForKnownModel key={modelKeyText(of)} of={of} /> : <ForNewModel />;
}

function ForNewModel() {
  const { t } = useTranslation('system');
  return (
    <Page width={900}>
      <PageHeader title={t('form.titleNew')} description={t('form.description')} />
      <PriceForm before={undefined} start={emptyDraft()} />
    </Page>
  );
}

function ForKnownModel({ of }: { readonly of: ModelKey }) {
  const { t } = useTranslation('system');
  const { data, error, refetch } = useQuery(priceHistoryQuery(of.connectorType, of.model));
  const before = data?.find(({ state }) => state === 'current') ?? data?.find(({ state }) => state !== 'withdrawn');
  return (
    <Page width={900}>
      <PageHeader
        title={t('form.titleFor', { model: before ? nameOf(before) : of.model })}
        description={t('form.description')}
      />
      {error && !data ? <ErrorCard error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <SkeletonBlock height={640} /> : null}
      {data ? <PriceForm before={before} start={emptyDraft(of.connectorType, of.model)} /> : null}
    </Page>
  );
}
