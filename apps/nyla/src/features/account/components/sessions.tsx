import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import type { SessionDto } from '@nyla/contracts';
import { IconDeviceDesktop, IconDeviceMobile, IconDeviceTablet, IconTerminal2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { SkeletonLines } from '@/components/ui/skeletons';
import { formatInstant } from '@/lib/format-date';
import { useLocale } from '@/lib/use-locale';
import { sessionsQuery, useEndOtherSessions, useEndSession } from '../api/account-queries';
import classes from './account.module.css';
import { Done } from './done';

const ICONS = {
  desktop: IconDeviceDesktop,
  mobile: IconDeviceMobile,
  tablet: IconDeviceTablet,
  other: IconTerminal2,
} as const;

/** Where the person is signed in, and how to end that elsewhere. */
export function Sessions() {
  const { t } = useTranslation('account');
  const { data, error, refetch } = useQuery(sessionsQuery);
  const endOne = useEndSession();
  const endOthers = useEndOtherSessions();
  if (error && !data) return <ErrorCard error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonLines lines={3} height={44} />;

  const others = data.items.filter(({ current }) => !current);
  const failed = endOne.error ?? endOthers.error;
  const doneText = endOthers.data ? t('sessions.othersEnded', { count: endOthers.data.ended }) : null;
  return (
    <Stack gap="md">
      <ul className={classes['list']}>
        {data.items.map((session) => (
          <SessionRow
            key={session.id}
            session={session}
            ending={endOne.isPending && endOne.variables === session.id}
            onEnd={() => endOne.mutate(session.id)}
          />
        ))}
      </ul>
      {failed ? <ErrorCard error={failed} /> : null}
      {others.length > 0 ? (
        <Group>
          <Button variant="default" size="md" loading={endOthers.isPending} onClick={() => endOthers.mutate()}>
            {t('sessions.endOthers')}
          </Button>
        </Group>
      ) : (
        <Text size="sm" c="dimmed">
          {t('sessions.onlyThis')}
        </Text>
      )}
      <Done text={endOne.isSuccess && doneText === null ? t('sessions.ended') : doneText} />
    </Stack>
  );
}

interface SessionRowProps {
  readonly session: SessionDto;
  readonly ending: boolean;
  readonly onEnd: () => void;
}

function SessionRow({ session, ending, onEnd }: SessionRowProps) {
  const { t } = useTranslation('account');
  const [locale] = useLocale();
  const { browser, system, device, ip, createdAt, lastSeenAt, current } = session;
  const Icon = ICONS[device];
  const name =
    browser && system ? t('sessions.name', { browser, system }) : (browser ?? system ?? t('sessions.unknown'));
  const times = [
    ...(ip === null ? [] : [ip]),
    t('sessions.since', { time: formatInstant(createdAt, locale) }),
    ...(current ? [] : [t('sessions.lastSeen', { time: formatInstant(lastSeenAt, locale) })]),
  ];
  return (
    <li className={classes['session']}>
      <Icon size={22} stroke={1.6} aria-hidden />
      <div className={classes['grow']}>
        <Text fw={500}>{name}</Text>
        <Text size="sm" c="dimmed">
          {times.join(' · ')}
        </Text>
      </div>
      {current ? (
        <Badge variant="light" tt="none" fw={500}>
          {t('sessions.current')}
        </Badge>
      ) : (
        <Button
          variant="default"
          className={classes['end'] ?? ''}
          loading={ending}
          onClick={onEnd}
          aria-label={t('sessions.endOne', { name })}
        >
          {t('sessions.end')}
        </Button>
      )}
    </li>
  );
}
