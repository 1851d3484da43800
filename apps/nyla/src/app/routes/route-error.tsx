import { Button } from '@mantine/core';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { Page } from '@/components/ui/page';
import { ApiError } from '@/lib/api/api-error';
import { MessagePage } from './message-page';

/** The error boundary of every route: a failed request can be retried in place, a fault of ours needs a new start. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  const router = useRouter();
  if (error instanceof ApiError) {
    const retry = () => {
      reset();
      void router.invalidate();
    };
    return (
      <Page width={640}>
        <ErrorCard error={error} onRetry={retry} />
      </Page>
    );
  }
  return (
    <MessagePage
      title={t('crash.title')}
      text={t('crash.text')}
      action={<Button onClick={() => window.location.reload()}>{t('action.reload')}</Button>}
    />
  );
}
