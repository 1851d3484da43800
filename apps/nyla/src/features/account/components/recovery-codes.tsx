import { Button, CopyButton, Group, Stack, Text } from '@mantine/core';
import { IconCheck, IconCopy, IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMe } from '@/lib/session';
import classes from './account.module.css';

const ICON = { size: 16, stroke: 1.7, 'aria-hidden': true } as const;

interface RecoveryCodesProps {
  readonly codes: readonly string[];
  readonly onDone: () => void;
}

/** Shown this once: to be printed, saved or written down. */
export function RecoveryCodes({ codes, onDone }: RecoveryCodesProps) {
  const { t } = useTranslation(['account', 'common']);
  const { user } = useMe();
  const text = `${t('secondFactor.fileTitle', { email: user.email })}\n\n${codes.join('\n')}\n`;
  return (
    <Stack gap="md">
      <Text>{t('secondFactor.codesText')}</Text>
      <ul className={classes['codes']} aria-label={t('secondFactor.codesTitle')}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Group>
        <Button
          size="md"
          variant="default"
          leftSection={<IconDownload {...ICON} />}
          component="a"
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}
          download={t('secondFactor.fileName')}
        >
          {t('secondFactor.download')}
        </Button>
        <CopyButton value={codes.join('\n')}>
          {({ copied, copy }) => (
            <Button
              size="md"
              variant="default"
              leftSection={copied ? <IconCheck {...ICON} /> : <IconCopy {...ICON} />}
              onClick={copy}
            >
              {copied ? t('common:action.copied') : t('secondFactor.copy')}
            </Button>
          )}
        </CopyButton>
      </Group>
      <Button size="md" onClick={onDone}>
        {t('secondFactor.kept')}
      </Button>
    </Stack>
  );
}
