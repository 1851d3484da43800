import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { REASON_MAX_LENGTH } from '@nyla/contracts/constants';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { useReactivateMandate, useSuspendMandate } from '../api/mandate-queries';
import type { MandateDialogProps } from './rename-dialog';

/** Asks for the reason, which the people of the mandate will read. */
export function SuspendDialog({ mandate, opened, onClose }: MandateDialogProps) {
  const { t } = useTranslation(['mandates', 'common']);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const suspend = useSuspendMandate(mandate.id);
  const written = reason.trim();
  const close = () => {
    suspend.reset();
    setTried(false);
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!written) return;
    suspend.mutate(written, {
      onSuccess: () => {
        setReason('');
        close();
      },
    });
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t('suspend.title', { name: mandate.name })}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      <form onSubmit={submit} noValidate>
        <Stack>
          <Text>{t('suspend.text')}</Text>
          <Textarea
            label={t('suspend.reason')}
            description={t('suspend.reasonHint')}
            required
            data-autofocus
            autosize
            minRows={2}
            maxLength={REASON_MAX_LENGTH}
            value={reason}
            error={tried && !written ? t('problem.required') : undefined}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {suspend.error ? <ErrorCard error={suspend.error} /> : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('common:action.cancel')}
            </Button>
            <Button type="submit" color="red" loading={suspend.isPending}>
              {t('suspend.submit')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

export function ReactivateDialog({ mandate, opened, onClose }: MandateDialogProps) {
  const { t } = useTranslation(['mandates', 'common']);
  const reactivate = useReactivateMandate(mandate.id);
  const close = () => {
    reactivate.reset();
    onClose();
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t('reactivate.title', { name: mandate.name })}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      <Stack>
        <Text>{t('reactivate.text')}</Text>
        {reactivate.error ? <ErrorCard error={reactivate.error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t('common:action.cancel')}
          </Button>
          <Button
            data-autofocus
            loading={reactivate.isPending}
            onClick={() => reactivate.mutate({}, { onSuccess: close })}
          >
            {t('reactivate.submit')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
