import { Button, Group, Stack, Text } from '@mantine/core';
import type { SecondFactorDto } from '@nyla/contracts';
import { IconShieldCheck, IconShieldOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { SkeletonLines } from '@/components/ui/skeletons';
import { formatInstant } from '@/lib/format-date';
import { useLocale } from '@/lib/use-locale';
import { secondFactorQuery } from '../api/account-queries';
import classes from './account.module.css';
import type { SecondFactorTask } from './second-factor-dialog';

const SecondFactorDialog = lazy(async () => ({
  default: (await import('./second-factor-dialog')).SecondFactorDialog,
}));

const FEW_CODES = 3;

/** Whether the sign-in asks for a code, and how to change that. */
export function SecondFactor() {
  const { data, error, refetch } = useQuery(secondFactorQuery);
  const [task, setTask] = useState<SecondFactorTask | null>(null);
  const [opened, setOpened] = useState(false);
  if (error && !data) return <ErrorCard error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonLines lines={2} height={28} />;
  const open = (next: SecondFactorTask) => {
    setTask(next);
    setOpened(true);
  };
  return (
    <Stack gap="md">
      {data.enabledAt === null ? (
        <Off onSetUp={() => open('set-up')} />
      ) : (
        <On enabledAt={data.enabledAt} recoveryCodesLeft={data.recoveryCodesLeft} onTask={open} />
      )}
      {task ? (
        <Suspense fallback={null}>
          <SecondFactorDialog task={task} opened={opened} onClose={() => setOpened(false)} />
        </Suspense>
      ) : null}
    </Stack>
  );
}

function Off({ onSetUp }: { readonly onSetUp: () => void }) {
  const { t } = useTranslation('account');
  return (
    <>
      <p className={classes['state']}>
        <IconShieldOff size={20} stroke={1.7} aria-hidden />
        {t('secondFactor.off')}
      </p>
      <Group>
        <Button size="md" onClick={onSetUp}>
          {t('secondFactor.setUp')}
        </Button>
      </Group>
    </>
  );
}

interface OnProps {
  readonly enabledAt: NonNullable<SecondFactorDto['enabledAt']>;
  readonly recoveryCodesLeft: number;
  readonly onTask: (task: SecondFactorTask) => void;
}

function On({ enabledAt, recoveryCodesLeft, onTask }: OnProps) {
  const { t } = useTranslation('account');
  const [locale] = useLocale();
  return (
    <>
      <p className={classes['state']} data-on>
        <IconShieldCheck size={20} stroke={1.7} aria-hidden />
        {t('secondFactor.on', { time: formatInstant(enabledAt, locale) })}
      </p>
      <Text size="sm" c={recoveryCodesLeft < FEW_CODES ? 'var(--nyla-warning-text)' : 'dimmed'}>
        {t('secondFactor.codesLeft', { count: recoveryCodesLeft })}
      </Text>
      <Group>
        <Button size="md" variant="default" onClick={() => onTask('renew')}>
          {t('secondFactor.renew')}
        </Button>
        <Button size="md" variant="default" onClick={() => onTask('remove')}>
          {t('secondFactor.remove')}
        </Button>
      </Group>
    </>
  );
}
