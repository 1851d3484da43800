import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { Holds } from './holds';
import { Totals } from './totals';
import { Verifications } from './verifications';

/** The ledger as a whole: what it comes to, whether it agrees with itself, and what is set aside right now. */
export function LedgerPage() {
  const { t } = useTranslation(['system', 'common']);
  return (
    <Page>
      <PageHeader title={t('common:page.ledger')} description={t('ledger.description')} />
      <Stack gap="lg">
        <Totals />
        <Verifications />
        <Holds />
      </Stack>
    </Page>
  );
}
