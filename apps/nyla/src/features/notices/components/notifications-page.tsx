import { useTranslation } from 'react-i18next';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { MarkAllButton } from './mark-all-button';
import { NotificationPages } from './notification-pages';

/** Everything that the reader was told of in this mandate. */
export function NotificationsPage() {
  const { t } = useTranslation('notices');
  return (
    <Page width={760}>
      <PageHeader title={t('title')} description={t('description')} actions={<MarkAllButton />} />
      <NotificationPages />
    </Page>
  );
}
