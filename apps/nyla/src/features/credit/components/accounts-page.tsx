import { useTranslation } from 'react-i18next';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';

export function AccountsPage() {
  const { t } = useTranslation();
  return (
    <Page>
      <PageHeader title={t('page.accounts')} />
    </Page>
  );
}
