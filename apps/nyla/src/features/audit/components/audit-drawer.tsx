import { Button, Drawer, Stack, Text } from '@mantine/core';
import type { AuditEntryDto } from '@nyla/contracts';
import { IconUserSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyIconButton } from '@/components/ui/copy-icon-button';
import { useFocusReturn } from '@/components/ui/use-focus-return';
import { formatInstantExact } from '@/lib/format-date';
import { useLocale } from '@/lib/use-locale';
import classes from './audit.module.css';
import { Changes } from './changes';
import { useSentence } from './use-sentence';

interface AuditDrawerProps {
  /** The line to show; undefined closes the drawer. */
  readonly entry: AuditEntryDto | undefined;
  readonly isOperator: boolean;
  readonly onClose: () => void;
  /** Shows only what this person did. */
  readonly onPerson: (userId: string) => void;
}

/** One line of the trail: what changed, by whom, from where. */
export function AuditDrawer({ entry, isOperator, onClose, onPerson }: AuditDrawerProps) {
  const { t } = useTranslation(['audit', 'common']);
  const [last, setLast] = useState(entry);
  // What was open stays readable while the drawer slides away.
  if (entry && entry.id !== last?.id) setLast(entry);
  useFocusReturn(entry !== undefined);
  return (
    <Drawer.Root
      opened={entry !== undefined}
      onClose={onClose}
      returnFocus={false}
      position="right"
      size="min(100vw, 38rem)"
    >
      <Drawer.Overlay backgroundOpacity={0.45} />
      <Drawer.Content>
        <Drawer.Header role="presentation">
          <Drawer.Title fw={600} fz="lg">
            {t('entry.title')}
          </Drawer.Title>
          <Drawer.CloseButton aria-label={t('common:action.close')} size="lg" />
        </Drawer.Header>
        <Drawer.Body>{last ? <Entry entry={last} isOperator={isOperator} onPerson={onPerson} /> : null}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}

type EntryProps = Pick<AuditDrawerProps, 'isOperator' | 'onPerson'> & { readonly entry: AuditEntryDto };

function Entry({ entry, isOperator, onPerson }: EntryProps) {
  const { t } = useTranslation(['audit', 'common']);
  const [locale] = useLocale();
  const sentence = useSentence();
  const { userId, actorKind, actorName, mandateName, ip, requestId, createdAt } = entry;
  return (
    <Stack gap="lg">
      <Text fz="lg" fw={500} style={{ overflowWrap: 'anywhere' }}>
        {sentence(entry)}
      </Text>
      <Changes before={entry.before} after={entry.after} />
      <dl className={classes['facts']}>
        <Fact name={t('entry.when')}>{formatInstantExact(createdAt, locale)}</Fact>
        <Fact name={t('entry.who')}>
          {actorName} ({t(`actorKind.${actorKind}`)})
        </Fact>
        {isOperator ? <Fact name={t('entry.mandate')}>{mandateName ?? t('wholeInstallation')}</Fact> : null}
        {ip === null ? null : <Fact name={t('entry.ip')}>{ip}</Fact>}
        {requestId === null ? null : <Copyable name={t('entry.requestId')} value={requestId} />}
        <Copyable name={t('entry.subjectId')} value={entry.subjectId} />
      </dl>
      {userId === null ? null : (
        <Button
          variant="default"
          w="fit-content"
          leftSection={<IconUserSearch size={17} aria-hidden />}
          onClick={() => onPerson(userId)}
        >
          {t('entry.samePerson', { name: actorName })}
        </Button>
      )}
    </Stack>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <span>{children}</span>
      </dd>
    </div>
  );
}

function Copyable({ name, value }: { readonly name: string; readonly value: string }) {
  const { t } = useTranslation('audit');
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <code>{value}</code>
        <CopyIconButton label={t('entry.copy', { name })} text={() => value} />
      </dd>
    </div>
  );
}
