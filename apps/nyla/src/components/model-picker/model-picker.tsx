import { Button, Modal, Text, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { AutoAim, ConnectorDto, ModelDto } from '@nyla/contracts';
import { IconSearch, IconStar, IconStarFilled } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAfterMount } from '@/components/ui/use-after-mount';
import { ProviderWish } from '@/components/wish/provider-wish';
import { connectorsQuery } from '@/lib/models';
import { ModelDetails } from './model-details';
import { isPickable, movedIndex, type PickerRow, type PickerSection, pickerSections } from './model-list';
import type { ModelMemory } from './model-memory';
import classes from './model-picker.module.css';
import { PickerOption } from './picker-option';

const NO_CONNECTORS: readonly ConnectorDto[] = [];

interface ModelPickerProps {
  readonly opened: boolean;
  readonly models: readonly ModelDto[];
  readonly selected: string | null;
  /** Whether the gateway may choose, too. */
  readonly withAuto?: boolean;
  readonly memory: ModelMemory;
  readonly onToggleFavourite: (modelId: string) => void;
  readonly onPick: (modelId: string) => void;
  readonly onClose: () => void;
}

/** The dialog in which a model is chosen. */
export function ModelPicker(props: ModelPickerProps) {
  const { t } = useTranslation(['models', 'common']);
  const phone = useMediaQuery('(max-width: 47.99em)') ?? false;
  return (
    <Modal
      opened={useAfterMount() && props.opened}
      onClose={props.onClose}
      title={t('picker.title')}
      size={980}
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
function PickerBody({ models, selected, withAuto = true, memory, onToggleFavourite, onPick }: ModelPickerProps) {
  const { t } = useTranslation(['models', 'common']);
  const [query, setQuery] = useState('');
  const baseId = useId();
  const { data: connectors = NO_CONNECTORS } = useQuery(connectorsQuery);
  const searchTextOf = useSearchText();
  const sections = pickerSections(models, connectors, { query, ...memory, withAuto, searchTextOf });
  const rows = sections.flatMap((section) => section.rows);
  const [activeId, setActiveId] = useState(selected);
  const found = rows.findIndex(({ id }) => id === activeId);
  const activeIndex = found === -1 ? 0 : found;
  const active = rows[activeIndex] ?? null;
  const optionId = (row: PickerRow) => `${baseId}-${row.id}`;
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    list.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest' });
  });

  const pick = (row: PickerRow | null) => {
    if (row && isPickable(row, models)) onPick(row.id);
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
          <span role="status">{t('picker.count', { count: rows.filter(({ kind }) => kind === 'model').length })}</span>
          <span>{t('picker.perMillion')}</span>
        </div>
      </div>
      <div className={classes['columns']}>
        <div className={classes['results']}>
          <div
            ref={list}
            id={`${baseId}-list`}
            role="listbox"
            aria-label={t('picker.results')}
            className={classes['list']}
          >
            {sections.map(({ kind, rows: group }) => (
              <div key={kind} role="group" aria-labelledby={`${baseId}-group-${kind}`}>
                <div id={`${baseId}-group-${kind}`} role="presentation" className={classes['group']}>
                  <SectionTitle kind={kind} />
                </div>
                {group.map((row) => (
                  <PickerOption
                    key={row.id}
                    id={optionId(row)}
                    row={row}
                    active={row === active}
                    selected={row.id === selected}
                    pickable={isPickable(row, models)}
                    favourite={memory.favourites.includes(row.id)}
                    onActivate={() => setActiveId(row.id)}
                    onPick={() => pick(row)}
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
          {active?.kind === 'connector' && active.connector.reason === 'not_permitted' ? (
            <div className={classes['footer']}>
              <span className={classes['wish']}>
                <ProviderWish connectorType={active.connector.connectorType} model={null} />
              </span>
            </div>
          ) : null}
          {active?.kind === 'model' ? (
            <div className={classes['footer']}>
              {active.model.reason === 'not_permitted' ? (
                <span key={active.id} className={classes['wish']}>
                  <ProviderWish connectorType={active.model.connectorType} model={active.model.model} />
                </span>
              ) : null}
              <FavouriteButton model={active.model} memory={memory} onToggle={onToggleFavourite} />
            </div>
          ) : null}
        </div>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keyboard must be able to scroll */}
        <section className={classes['details']} aria-label={t('picker.details.label')} tabIndex={0}>
          {active?.kind === 'model' ? <ModelDetails model={active.model} /> : null}
          {active?.kind === 'auto' ? <AutoDetails aim={active.aim} /> : null}
        </section>
      </div>
    </>
  );
}

/** By what a row is found: its name, its provider, and what it can do, in the reader's language. */
function useSearchText(): (row: PickerRow) => string {
  const { t } = useTranslation(['models', 'common']);
  return (row) => {
    switch (row.kind) {
      case 'auto':
        return `${t('auto.title')} ${t(`auto.${row.aim}.name`)}`;
      case 'connector':
        return t(`common:connector.${row.connector.connectorType}`);
      case 'model': {
        const { displayName, connectorType, capabilities } = row.model;
        const abilities = capabilities.map((name) => t(`picker.capability.${name}`));
        return [displayName, t(`common:connector.${connectorType}`), ...abilities].join(' ');
      }
    }
  };
}

function SectionTitle({ kind }: Pick<PickerSection, 'kind'>) {
  const { t } = useTranslation(['models', 'common']);
  switch (kind) {
    case 'auto':
      return t('auto.title');
    case 'favourites':
    case 'recents':
      return t(`picker.${kind}`);
    default:
      return t(`common:connector.${kind}`);
  }
}

function AutoDetails({ aim }: { readonly aim: AutoAim }) {
  const { t } = useTranslation('models');
  return (
    <>
      <Text fw={600}>{t('auto.choice', { aim: t(`auto.${aim}.name`) })}</Text>
      <Text size="sm" mt={6}>
        {t(`auto.${aim}.text`)}
      </Text>
      <Text size="sm" c="dimmed" mt={6}>
        {t('auto.how')}
      </Text>
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
  const { t } = useTranslation('models');
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
