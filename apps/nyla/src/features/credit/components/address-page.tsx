import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { SkeletonBlock } from '@/components/ui/skeletons';
import { addressQuery } from '../api/credit-queries';
import { AddressForm } from './address-form';

const FORM_HEIGHT = 620;

/** Who is invoiced. */
export function AddressPage() {
  const { t } = useTranslation('credit');
  const { data: address, error, refetch } = useQuery(addressQuery);
  return (
    <Page width={760}>
      <PageHeader title={t('address.title')} description={t('address.description')} />
      {address ? (
        <AddressForm address={address} />
      ) : error ? (
        <ErrorCard error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonBlock height={FORM_HEIGHT} />
      )}
    </Page>
  );
}
