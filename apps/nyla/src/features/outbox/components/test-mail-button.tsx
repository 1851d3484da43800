import { Button, Stack, Text } from '@mantine/core';
import { IconMailCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/lib/api/api-error';
import { useErrorText } from '@/lib/error-text';
import { useTestMail } from '../api/outbox-queries';

/** Sends a mail to the own address, to see whether mails arrive. */
export function TestMailButton() {
  const { t } = useTranslation('outbox');
  const describe = useErrorText();
  const test = useTestMail();
  return (
    <Stack gap={4} align="flex-end">
      <Button
        variant="default"
        leftSection={<IconMailCheck size={17} aria-hidden />}
        loading={test.isPending}
        onClick={() => test.mutate()}
      >
        {t('test.button')}
      </Button>
      <div role="status">
        {test.data ? <Text size="sm">{t('test.sent', { address: test.data.address })}</Text> : null}
        {test.error ? (
          <Text size="sm" c="red">
            {describe(toApiError(test.error))}
          </Text>
        ) : null}
      </div>
    </Stack>
  );
}
