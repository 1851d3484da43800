import { Anchor, Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

/** Back to the sign-in. */
export function ToLogin() {
  const { t } = useTranslation('account');
  return (
    <Anchor inline py={12} renderRoot={(props) => <Link to="/login" {...props} />}>
      {t('reset.toLogin')}
    </Anchor>
  );
}

/** On to the sign-in, once there is nothing else to do. */
export function SignInButton() {
  const { t } = useTranslation('account');
  return (
    <Button size="md" renderRoot={(props) => <Link to="/login" {...props} />}>
      {t('login.submit')}
    </Button>
  );
}
