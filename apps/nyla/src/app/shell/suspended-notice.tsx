import { Alert } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '@/lib/format-date';
import { useActiveMandate } from '@/lib/session';
import { useLocale } from '@/lib/use-locale';

/** Says above every page that the mandate is suspended, since when and why, and what is still possible. */
export function SuspendedNotice() {
  const { t } = useTranslation();
  const [locale] = useLocale();
  const { suspension, mandateName } = useActiveMandate();
  if (!suspension) return null;
  const { since, reason } = suspension;
  return (
    <Alert
      color="red"
      variant="light"
      radius={0}
      role="status"
      icon={<IconLock aria-hidden />}
      title={
        since === null
          ? t('suspended.title', { name: mandateName })
          : t('suspended.since', { name: mandateName, since: formatInstant(since, locale) })
      }
    >
      {reason === null ? null : <strong>{t('suspended.reason', { reason })} </strong>}
      {t('suspended.text')}
    </Alert>
  );
}
