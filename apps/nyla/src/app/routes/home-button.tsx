import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

export function HomeButton() {
  const { t } = useTranslation();
  return (
    <Button renderRoot={(props) => <Link to="/" {...props} />} variant="default">
      {t('action.home')}
    </Button>
  );
}
