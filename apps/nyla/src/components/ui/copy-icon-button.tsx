import { ActionIcon } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

interface CopyIconButtonProps {
  readonly label: string;
  /** Read when the button is pressed. */
  readonly text: () => string;
}

export function CopyIconButton({ label, text }: CopyIconButtonProps) {
  const { t } = useTranslation();
  const { copied, copy } = useClipboard({ timeout: 2_000 });
  const name = copied ? t('action.copied') : label;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      c="dimmed"
      size={32}
      title={name}
      aria-label={name}
      onClick={() => copy(text())}
    >
      {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} stroke={1.6} aria-hidden />}
    </ActionIcon>
  );
}
