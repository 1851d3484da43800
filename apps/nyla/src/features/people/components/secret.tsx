import { Button, Group, Stack, Text } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './people.module.css';

interface SecretProps {
  readonly label: string;
  readonly text: string;
  /** What to do with it, and that it is shown this once. */
  readonly hint: string;
  readonly onDone: () => void;
}

/** Something that is shown once: a link, a key. */
export function Secret({ label, text, hint, onDone }: SecretProps) {
  const { t } = useTranslation(['people', 'common']);
  const { copied, copy } = useClipboard({ timeout: 2_000 });
  return (
    <Stack>
      <Text size="sm">{hint}</Text>
      <div role="group" aria-label={label} className={classes['secret']}>
        {text}
      </div>
      <Group justify="flex-end">
        <Button
          variant="default"
          data-autofocus
          leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
          onClick={() => copy(text)}
        >
          {copied ? t('common:action.copied') : t('copy')}
        </Button>
        <Button onClick={onDone}>{t('done')}</Button>
      </Group>
    </Stack>
  );
}
