import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';

interface ConfirmWithdrawalProps {
  /** What would be withdrawn, in words; null closes the dialog. */
  readonly what: string | null;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}

/** Asks before something is taken back that has not begun. */
export function ConfirmWithdrawal({ what, isPending, error, onClose, onConfirm }: ConfirmWithdrawalProps) {
  const { t } = useTranslation(['system', 'common']);
  return (
    <Modal
      opened={what !== null}
      onClose={onClose}
      title={t('withdraw.title')}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      <Stack>
        <Text>{t('withdraw.text', { what: what ?? '' })}</Text>
        {error ? <ErrorCard error={error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={onClose}>
            {t('common:action.cancel')}
          </Button>
          <Button color="red" loading={isPending} onClick={onConfirm}>
            {t('withdraw.confirm')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
