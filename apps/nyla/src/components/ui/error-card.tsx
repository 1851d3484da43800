import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/lib/api/api-error';
import { useErrorText } from '@/lib/error-text';

interface ErrorCardProps {
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
}

/** Says what failed in the reader's language, offers a retry, and shows the number that support will ask for. */
export function ErrorCard({ error, onRetry }: ErrorCardProps) {
  const { t } = useTranslation();
  const describe = useErrorText();
  const apiError = toApiError(error);
  return (
    <Alert color="red" variant="light" role="alert" icon={<IconAlertTriangle aria-hidden />} title={describe(apiError)}>
      {onRetry || apiError.requestId ? (
        <Group gap="sm">
          {onRetry ? (
            <Button size="xs" variant="default" leftSection={<IconRefresh size={14} aria-hidden />} onClick={onRetry}>
              {t('action.retry')}
            </Button>
          ) : null}
          {apiError.requestId ? (
            <Text size="xs" c="dimmed" ff="monospace">
              {t('state.requestId', { id: apiError.requestId })}
            </Text>
          ) : null}
        </Group>
      ) : null}
    </Alert>
  );
}
