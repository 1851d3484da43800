import { Button, Stack, Text } from '@mantine/core';
import type { MailDto } from '@nyla/contracts';
import { IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/lib/api/api-error';
import { useErrorText } from '@/lib/error-text';
import { useResend } from '../api/outbox-queries';

interface ResendButtonProps {
  readonly mail: MailDto;
  /** In a list, where many such buttons stand. */
  readonly compact?: boolean;
}

/** Queues a mail once more, and says so. */
export function ResendButton({ mail, compact = false }: ResendButtonProps) {
  const { t } = useTranslation('outbox');
  const describe = useErrorText();
  const resend = useResend();
  const [intent, setIntent] = useState(() => crypto.randomUUID());
  const send = () =>
    resend.mutate({ id: mail.id, idempotencyKey: intent }, { onSuccess: () => setIntent(crypto.randomUUID()) });
  return (
    <Stack gap={4} align={compact ? 'flex-end' : 'flex-start'}>
      {mail.canResend ? (
        <Button
          variant="default"
          size={compact ? 'compact-md' : 'sm'}
          mih={compact ? 44 : 0}
          leftSection={<IconSend size={16} aria-hidden />}
          loading={resend.isPending}
          {...(compact ? { 'aria-label': t('resend.buttonFor', { address: mail.address }) } : {})}
          onClick={send}
        >
          {t('resend.button')}
        </Button>
      ) : null}
      <div role="status">
        {resend.isSuccess ? <Text size="sm">{t('resend.done')}</Text> : null}
        {resend.error ? (
          <Text size="sm" c="red">
            {describe(toApiError(resend.error))}
          </Text>
        ) : null}
      </div>
    </Stack>
  );
}
