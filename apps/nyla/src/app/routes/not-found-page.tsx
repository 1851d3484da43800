import { useTranslation } from 'react-i18next';
import { HomeButton } from './home-button';
import { MessagePage } from './message-page';

export function NotFoundPage() {
  const { t } = useTranslation();
  return <MessagePage title={t('notFound.title')} text={t('notFound.text')} action={<HomeButton />} />;
}
