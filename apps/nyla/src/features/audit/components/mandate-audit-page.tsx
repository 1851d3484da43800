import { useTranslation } from 'react-i18next';
import { AuditView } from './audit-view';

export function MandateAuditPage() {
  const { t } = useTranslation(['audit', 'common']);
  return <AuditView source="/audit" title={t('common:page.audit')} description={t('description.own')} />;
}
