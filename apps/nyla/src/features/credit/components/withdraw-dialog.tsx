import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { TopUpDto } from '@nyla/contracts';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { useAfterMount } from '@/components/ui/use-after-mount';
import { moneyText } from '@/lib/money-text';
import { useWithdrawRequest } from '../api/credit-queries';

interface WithdrawDialogProps {
  /** The request in question; null keeps the dialog closed. */
  readonly topUp: TopUpDto | null;
  readonly onClose: () => void;
}

export function WithdrawDialog({ topUp, onClose }: WithdrawDialogProps) {
  const { t } = useTranslation(['credit', 'common']);
  const withdraw = useWithdrawRequest();
  const close = () => {
    withdraw.reset();
    onClose();
  };
  return (
    <Modal
      opened={useAfterMount() && topUp !== null}
      onClose={close}
      title={t('topUp.withdrawTitle')}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      {topUp ? (
        <Stack>
          <Text>{t('topUp.withdrawText', { amount: moneyText(topUp.amount) })}</Text>
          {withdraw.error ? <ErrorCard error={withdraw.error} /> : null}
          <Group justify="flex-end">
            <Button size="md" variant="default" onClick={close}>
              {t('common:action.cancel')}
            </Button>
            <Button
              size="md"
              data-autofocus
              loading={withdraw.isPending}
              onClick={() => withdraw.mutate(topUp.id, { onSuccess: close })}
            >
              {t('topUp.withdraw')}
            </Button>
          </Group>
        </Stack>
      ) : null}
    </Modal>
  );
}
