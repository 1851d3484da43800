import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { type RefObject, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { guardLeaving } from '@/lib/leaving';

interface LeaveGuardProps {
  /** There are changes that would be lost. */
  readonly active: boolean;
  /** Set where leaving loses nothing. */
  readonly leaving: RefObject<boolean>;
  /** What would be lost, as a sentence. */
  readonly text: string;
}

/**
 * Asks before changes are lost: by a link or the back button, by a switch of the mandate or a sign-out, and by closing
 * the window in the browser's own words.
 */
export function LeaveGuard({ active, leaving, text }: LeaveGuardProps) {
  const { t } = useTranslation();
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => active && !leaving.current && current.pathname !== next.pathname,
    enableBeforeUnload: () => active && !leaving.current,
    withResolver: true,
  });
  const [asked, setAsked] = useState<((mayLeave: boolean) => void) | null>(null);

  useEffect(() => {
    if (!active) return undefined;
    return guardLeaving(() =>
      leaving.current ? Promise.resolve(true) : new Promise((resolve) => setAsked(() => resolve)),
    );
  }, [active, leaving]);

  const answer = (mayLeave: boolean) => {
    if (asked) {
      // What follows navigates as well, and must not be asked about again.
      // oxlint-disable-next-line react/immutability -- a ref is there to be written
      if (mayLeave) leaving.current = true;
      asked(mayLeave);
      setAsked(null);
    } else if (mayLeave) proceed?.();
    else reset?.();
  };
  return (
    <Modal
      opened={status === 'blocked' || asked !== null}
      onClose={() => answer(false)}
      title={t('leave.title')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <Stack>
        <Text>{text}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => answer(true)}>
            {t('leave.discard')}
          </Button>
          <Button data-autofocus onClick={() => answer(false)}>
            {t('leave.stay')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
