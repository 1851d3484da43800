import { useTranslation } from 'react-i18next';
import { HomeButton } from './home-button';
import { MessagePage } from './message-page';

export function NoAccessPage() {
  const { t } = useTranslation();
  return <MessagePage title={t('noAccess.title')} text={t('noAccess.text')} action={<HomeButton />} />;
}
