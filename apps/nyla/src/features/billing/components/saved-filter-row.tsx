import { ActionIcon, Button, Group, Text, UnstyledButton } from '@mantine/core';
import type { SavedFilterDto } from '@nyla/contracts';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { useSavedFilterChanges } from '../api/saved-filters';
import { FilterNameForm } from './filter-name-form';
import classes from './transactions.module.css';

interface SavedFilterRowProps {
  readonly filter: SavedFilterDto;
  readonly active: boolean;
  readonly onApply: () => void;
}

const ICON_BUTTON = { variant: 'subtle', color: 'gray', c: 'dimmed', size: 44 } as const;

/** One kept filter: its name applies it; a pencil renames, a bin removes after a question. */
export function SavedFilterRow({ filter, active, onApply }: SavedFilterRowProps) {
  const { t } = useTranslation(['billing', 'common']);
  const [mode, setMode] = useState<'show' | 'rename' | 'remove'>('show');
  const { rename, remove } = useSavedFilterChanges();
  const { id, name } = filter;
  const back = () => {
    setMode('show');
    rename.reset();
    remove.reset();
  };
  if (mode === 'rename') {
    return (
      <li>
        <FilterNameForm
          label={t('saved.rename', { name })}
          submit={t('common:action.save')}
          initial={name}
          pending={rename.isPending}
          error={rename.error}
          onSubmit={(next) => (next === name ? back() : rename.mutate({ id, name: next }, { onSuccess: back }))}
          onCancel={back}
        />
      </li>
    );
  }
  if (mode === 'remove') {
    return (
      <li>
        <Text size="sm">{t('saved.removeQuestion', { name })}</Text>
        <Group gap="xs" my="xs">
          <Button color="red" loading={remove.isPending} onClick={() => remove.mutate(id)} data-autofocus>
            {t('saved.removeYes')}
          </Button>
          <Button variant="default" onClick={back}>
            {t('common:action.cancel')}
          </Button>
        </Group>
        {remove.error ? <ErrorCard error={remove.error} /> : null}
      </li>
    );
  }
  return (
    <li className={classes['savedRow']}>
      <UnstyledButton className={classes['savedApply'] ?? ''} aria-pressed={active} onClick={onApply}>
        {name}
      </UnstyledButton>
      <ActionIcon {...ICON_BUTTON} aria-label={t('saved.rename', { name })} onClick={() => setMode('rename')}>
        <IconPencil size={17} stroke={1.7} aria-hidden />
      </ActionIcon>
      <ActionIcon {...ICON_BUTTON} aria-label={t('saved.remove', { name })} onClick={() => setMode('remove')}>
        <IconTrash size={17} stroke={1.7} aria-hidden />
      </ActionIcon>
    </li>
  );
}
