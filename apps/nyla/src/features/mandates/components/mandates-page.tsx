import { useTranslation } from 'react-i18next';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';

export function MandatesPage() {
  const { t } = useTranslation();
  return (
    <Page>
      <PageHeader title={t('page.mandates')} />
    </Page>
  );
}
