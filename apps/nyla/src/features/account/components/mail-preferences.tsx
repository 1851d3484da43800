import { Stack, Switch, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { SkeletonLines } from '@/components/ui/skeletons';
import { mailPreferencesQuery, useSetMailPreference } from '../api/account-queries';

/** Which mails the person wants. */
export function MailPreferences() {
  const { t } = useTranslation('account');
  const { data, error, refetch } = useQuery(mailPreferencesQuery);
  const set = useSetMailPreference();
  if (error && !data) return <ErrorCard error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonLines lines={6} />;
  return (
    <Stack gap="md">
      {data.items.map(({ topic, wanted }) => (
        <Switch
          key={topic}
          size="md"
          label={t(`mails.topic.${topic}.label`)}
          description={t(`mails.topic.${topic}.hint`)}
          checked={wanted}
          onChange={(event) => set.mutate({ topic, wanted: event.currentTarget.checked })}
        />
      ))}
      {set.error ? <ErrorCard error={set.error} /> : null}
      <Text size="sm" c="dimmed">
        {t('mails.always')}
      </Text>
    </Stack>
  );
}
