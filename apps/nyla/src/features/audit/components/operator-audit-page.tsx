import { useTranslation } from 'react-i18next';
import { AuditView } from './audit-view';

export function OperatorAuditPage() {
  const { t } = useTranslation(['audit', 'common']);
  return <AuditView source="/admin/audit" title={t('common:page.operatorAudit')} description={t('description.all')} />;
}
