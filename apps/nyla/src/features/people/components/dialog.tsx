import { Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { useAfterMount } from '@/components/ui/use-after-mount';

interface DialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly children: ReactNode;
}

export function Dialog({ opened, onClose, title, children }: DialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={useAfterMount() && opened}
      onClose={onClose}
      title={title}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      {children}
    </Modal>
  );
}

interface ConfirmProps {
  readonly children: ReactNode;
  readonly confirm: string;
  /** For what cannot be taken back easily. */
  readonly dangerous?: boolean;
  readonly pending: boolean;
  readonly error: unknown;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** The body of a dialog that asks once more. */
export function Confirm({ children, confirm, dangerous = true, pending, error, onConfirm, onClose }: ConfirmProps) {
  const { t } = useTranslation();
  return (
    <Stack>
      <div>{children}</div>
      {error ? <ErrorCard error={error} /> : null}
      <Group justify="flex-end">
        <Button variant="default" data-autofocus onClick={onClose}>
          {t('action.cancel')}
        </Button>
        <Button {...(dangerous ? { color: 'red' } : {})} loading={pending} onClick={onConfirm}>
          {confirm}
        </Button>
      </Group>
    </Stack>
  );
}
