import { useTranslation } from 'react-i18next';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';

export function ApiKeysPage() {
  const { t } = useTranslation();
  return (
    <Page>
      <PageHeader title={t('page.apiKeys')} />
    </Page>
  );
}
