import { Button, Modal, Text, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { ModelDto } from '@nyla/contracts';
import { IconSearch, IconStar, IconStarFilled } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAfterMount } from '@/components/ui/use-after-mount';
import { modelSections, movedIndex } from '../../logic/model-list';
import type { ModelMemory } from '../../logic/model-memory';
import { ModelOption } from './model-option';
import classes from './model-picker.module.css';

interface ModelPickerProps {
  readonly opened: boolean;
  readonly models: readonly ModelDto[];
  readonly selected: string | null;
  readonly memory: ModelMemory;
  readonly onToggleFavourite: (modelId: string) => void;
  readonly onPick: (modelId: string) => void;
  readonly onClose: () => void;
}

/** The dialog in which a model is chosen. */
export function ModelPicker(props: ModelPickerProps) {
  const { t } = useTranslation(['chat', 'common']);
  const phone = useMediaQuery('(max-width: 47.99em)') ?? false;
  return (
    <Modal
      opened={useAfterMount() && props.opened}
      onClose={props.onClose}
      title={t('picker.title')}
      size={680}
      fullScreen={phone}
      padding={0}
      classNames={{ header: classes['header'] ?? '', content: classes['content'] ?? '', body: classes['body'] ?? '' }}
      closeButtonProps={{ 'aria-label': t('common:action.close'), size: 'lg' }}
    >
      <PickerBody {...props} />
    </Modal>
  );
}

// Apart from the dialog, so that each opening begins with an empty search.
function PickerBody({ models, selected, memory, onToggleFavourite, onPick }: ModelPickerProps) {
  const { t } = useTranslation(['chat', 'common']);
  const [query, setQuery] = useState('');
  const baseId = useId();
  const sections = modelSections(models, {
    query,
    ...memory,
    searchTextOf: (model) =>
      [
        t(`common:connector.${model.connectorType}`),
        ...model.capabilities.map((name) => t(`picker.capability.${name}`)),
      ].join(' '),
  });
  const rows = sections.flatMap((section) => section.models);
  const [activeId, setActiveId] = useState(selected);
  const found = rows.findIndex(({ id }) => id === activeId);
  const activeIndex = found === -1 ? 0 : found;
  const active = rows[activeIndex] ?? null;
  const optionId = (model: ModelDto) => `${baseId}-${model.id}`;
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    list.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest' });
  });

  const pick = (model: ModelDto | null) => {
    if (model?.usable) onPick(model.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      pick(active);
      return;
    }
    const next = movedIndex(event.key, activeIndex, rows.length);
    if (next === null) return;
    event.preventDefault();
    setActiveId(rows[next]?.id ?? null);
  };

  return (
    <>
      <div className={classes['search']}>
        <TextInput
          data-autofocus
          size="md"
          role="combobox"
          aria-label={t('picker.search')}
          aria-expanded
          aria-controls={`${baseId}-list`}
          aria-autocomplete="list"
          aria-activedescendant={active ? optionId(active) : undefined}
          placeholder={t('picker.search')}
          leftSection={<IconSearch size={18} stroke={1.6} aria-hidden />}
          value={query}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            setActiveId(null);
          }}
          onKeyDown={onKeyDown}
        />
        <div className={classes['head']}>
          <span role="status">{t('picker.count', { count: rows.length })}</span>
          <span>{t('picker.perMillion')}</span>
        </div>
      </div>
      <div ref={list} id={`${baseId}-list`} role="listbox" aria-label={t('picker.results')} className={classes['list']}>
        {sections.map(({ kind, models: group }) => (
          <div key={kind} role="group" aria-labelledby={`${baseId}-${kind}`}>
            <div id={`${baseId}-${kind}`} role="presentation" className={classes['group']}>
              {kind === 'favourites' || kind === 'recents' ? t(`picker.${kind}`) : t(`common:connector.${kind}`)}
            </div>
            {group.map((model) => (
              <ModelOption
                key={model.id}
                id={optionId(model)}
                model={model}
                active={model === active}
                selected={model.id === selected}
                favourite={memory.favourites.includes(model.id)}
                onActivate={() => setActiveId(model.id)}
                onPick={() => pick(model)}
              />
            ))}
          </div>
        ))}
      </div>
      {rows.length === 0 ? (
        <Text c="dimmed" ta="center" p="xl">
          {t('picker.none', { query })}
        </Text>
      ) : null}
      {active ? (
        <div className={classes['footer']}>
          <FavouriteButton model={active} memory={memory} onToggle={onToggleFavourite} />
        </div>
      ) : null}
    </>
  );
}

interface FavouriteButtonProps {
  readonly model: ModelDto;
  readonly memory: ModelMemory;
  readonly onToggle: (modelId: string) => void;
}

// An option of a listbox may hold no button, so the one for the active row stands below the list.
function FavouriteButton({ model, memory, onToggle }: FavouriteButtonProps) {
  const { t } = useTranslation('chat');
  const favourite = memory.favourites.includes(model.id);
  const Icon = favourite ? IconStarFilled : IconStar;
  return (
    <Button
      size="sm"
      variant="subtle"
      color="gray"
      c="var(--mantine-color-text)"
      fw={400}
      className={classes['favourite'] ?? ''}
      leftSection={<Icon size={16} stroke={1.6} aria-hidden />}
      onClick={() => onToggle(model.id)}
    >
      {t(favourite ? 'picker.removeFavourite' : 'picker.addFavourite', { model: model.displayName })}
    </Button>
  );
}
