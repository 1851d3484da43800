import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import type { TopUpRequestDto } from '@nyla/contracts';
import { REASON_MAX_LENGTH } from '@nyla/contracts/constants';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/money/money';
import { ErrorCard } from '@/components/ui/error-card';
import { useAfterMount } from '@/components/ui/use-after-mount';
import { useFocusReturn } from '@/components/ui/use-focus-return';
import { useDeclineRequest } from '../api/credit-queries';

interface DeclineRequestDialogProps {
  /** The request in question; null keeps the dialog closed. */
  readonly request: TopUpRequestDto | null;
  readonly onClose: () => void;
  /** With the sentence that tells what was done. */
  readonly onDone: (sentence: string) => void;
}

/** Declines a request with a reason that whoever asked will read. */
export function DeclineRequestDialog({ request, onClose, onDone }: DeclineRequestDialogProps) {
  const { t } = useTranslation(['credit', 'common']);
  useFocusReturn(request !== null);
  return (
    <Modal
      opened={useAfterMount() && request !== null}
      onClose={onClose}
      title={t('requests.declineTitle', { mandate: request?.mandateName ?? '' })}
      returnFocus={false}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      {request ? <DeclineForm key={request.id} request={request} onClose={onClose} onDone={onDone} /> : null}
    </Modal>
  );
}

interface DeclineFormProps extends DeclineRequestDialogProps {
  readonly request: TopUpRequestDto;
}

function DeclineForm({ request, onClose, onDone }: DeclineFormProps) {
  const { t } = useTranslation(['credit', 'common']);
  const [reason, setReason] = useState('');
  const [isSent, setSent] = useState(false);
  const decline = useDeclineRequest(request.id);
  const trimmed = reason.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    if (trimmed === '') return;
    decline.mutate(
      { reason: trimmed },
      {
        onSuccess: () => {
          onDone(t('requests.declinedNow', { mandate: request.mandateName }));
          onClose();
        },
      },
    );
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Text>
          {t('requests.asked')}: <Money amount={request.amount} />
        </Text>
        <Textarea
          size="md"
          data-autofocus
          autosize
          minRows={2}
          label={t('requests.reason')}
          description={t('requests.reasonHint')}
          withAsterisk
          maxLength={REASON_MAX_LENGTH}
          value={reason}
          error={isSent && trimmed === '' ? t('requests.reasonRequired') : undefined}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {decline.error ? <ErrorCard error={decline.error} /> : null}
        <Group justify="flex-end">
          <Button size="md" variant="default" onClick={onClose}>
            {t('common:action.cancel')}
          </Button>
          <Button size="md" type="submit" loading={decline.isPending}>
            {t('requests.submitDecline')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
