import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';

interface LeaveGuardProps {
  /** There are changes that would be lost. */
  readonly active: boolean;
  /** Set where leaving loses nothing. */
  readonly leaving: RefObject<boolean>;
}

/** Asks before changes are lost: by a link or the back button here, by closing the window in the browser's own words. */
export function LeaveGuard({ active, leaving }: LeaveGuardProps) {
  const { t } = useTranslation(['automation', 'common']);
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => active && !leaving.current && current.pathname !== next.pathname,
    enableBeforeUnload: () => active && !leaving.current,
    withResolver: true,
  });
  return (
    <Modal
      opened={status === 'blocked'}
      onClose={() => reset?.()}
      title={t('leave.title')}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      <Stack>
        <Text>{t('leave.text')}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => proceed?.()}>
            {t('leave.discard')}
          </Button>
          <Button data-autofocus onClick={() => reset?.()}>
            {t('leave.stay')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
