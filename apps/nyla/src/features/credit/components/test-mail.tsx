import { Button, Stack, Text } from '@mantine/core';
import { IconMailCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/lib/api/api-error';
import { useErrorText } from '@/lib/error-text';
import { usePermission } from '@/lib/session';
import { useTestMail } from '../api/credit-queries';

/** Shows whoever sets the warnings whether mails reach them. */
export function TestMail() {
  const { t } = useTranslation('credit');
  const mayTest = usePermission('data.billing.settings.write');
  const describe = useErrorText();
  const test = useTestMail();
  if (!mayTest) return null;
  return (
    <Stack gap="xs" mt="lg" align="flex-start">
      <Text size="sm" c="dimmed">
        {t('testMail.text')}
      </Text>
      <Button
        variant="default"
        leftSection={<IconMailCheck size={17} aria-hidden />}
        loading={test.isPending}
        onClick={() => test.mutate()}
      >
        {t('testMail.button')}
      </Button>
      <div role="status">
        {test.data ? (
          <Text size="sm">
            {t(test.data.delivery === 'smtp' ? 'testMail.sent' : 'testMail.files', { address: test.data.address })}
          </Text>
        ) : null}
        {test.error ? (
          <Text size="sm" c="red">
            {describe(toApiError(test.error))}
          </Text>
        ) : null}
      </div>
    </Stack>
  );
}
