import { Modal, Text, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowRight, IconBolt, IconMessage2, IconRoute, IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAfterMount } from '@/components/ui/use-after-mount';
import { readStoredJson, writeStored } from '@/lib/storage';
import { type Command, type CommandSection, commandSections, withRecent } from './command-list';
import classes from './commands.module.css';
import { Keys } from './keys';
import { useShellCommands } from './shell-commands';
import { useCommands } from './use-commands';

const RECENTS_KEY = 'nyla.palette.recents';
const ICONS = { pages: IconArrowRight, actions: IconBolt, chats: IconMessage2, automations: IconRoute } as const;

const isRecents = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((id) => typeof id === 'string');

interface PaletteProps {
  readonly opened: boolean;
  readonly onClose: (returnFocus?: boolean) => void;
}

/** Everything in one search: pages, conversations, automations, actions. */
export function Palette({ opened, onClose }: PaletteProps) {
  const { t } = useTranslation();
  const phone = useMediaQuery('(max-width: 47.99em)') ?? false;
  return (
    <Modal
      opened={useAfterMount() && opened}
      onClose={() => onClose()}
      returnFocus={false}
      // At once: whoever works by keyboard presses the next key before a fade is over.
      transitionProps={{ duration: 0 }}
      title={t('palette.title')}
      size={640}
      yOffset="12vh"
      centered={false}
      fullScreen={phone}
      padding={0}
      classNames={{ header: classes['header'] ?? '', content: classes['content'] ?? '', body: classes['body'] ?? '' }}
      closeButtonProps={{ 'aria-label': t('action.close'), size: 'lg' }}
    >
      <PaletteBody onClose={onClose} />
    </Modal>
  );
}

// Apart from the dialog, so that each opening begins with an empty search.
function PaletteBody({ onClose }: Pick<PaletteProps, 'onClose'>) {
  const { t } = useTranslation();
  const { openShortcuts } = useShellCommands();
  const baseId = useId();
  const [query, setQuery] = useState('');
  const [activeId, setActiveId] = useState<string | null>(null);
  const [recents] = useState(() => readStoredJson(RECENTS_KEY, isRecents, []));
  const list = useRef<HTMLDivElement>(null);
  const sections = commandSections(useCommands(openShortcuts), { query, recents });
  const rows = sections.flatMap(({ commands }) => commands);
  const activeIndex = Math.max(
    0,
    rows.findIndex(({ id }) => id === activeId),
  );
  const active = rows[activeIndex];
  const optionId = (command: Command) => `${baseId}-${rows.indexOf(command)}`;

  useEffect(() => {
    list.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest' });
  });

  const run = (command: Command) => {
    writeStored('local', RECENTS_KEY, JSON.stringify(withRecent(recents, command.id)));
    onClose(!command.leads);
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      if (active) run(active);
      return;
    }
    const next = movedTo(event.key, activeIndex, rows.length);
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
          aria-label={t('palette.search')}
          aria-expanded
          aria-controls={`${baseId}-list`}
          aria-autocomplete="list"
          aria-activedescendant={active ? optionId(active) : undefined}
          placeholder={t('palette.search')}
          leftSection={<IconSearch size={18} stroke={1.6} aria-hidden />}
          value={query}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            setActiveId(null);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div
        ref={list}
        id={`${baseId}-list`}
        role="listbox"
        aria-label={t('palette.results')}
        className={classes['list']}
      >
        {sections.map((section) => (
          <Section key={section.group} id={`${baseId}-${section.group}`} section={section}>
            {section.commands.map((command) => (
              <Option
                key={command.id}
                id={optionId(command)}
                command={command}
                active={command === active}
                onActivate={() => setActiveId(command.id)}
                onRun={() => run(command)}
              />
            ))}
          </Section>
        ))}
      </div>
      <Text role="status" c="dimmed" ta="center" p={rows.length === 0 ? 'xl' : 0}>
        {rows.length === 0 ? t('palette.none', { query }) : null}
      </Text>
    </>
  );
}

interface SectionProps {
  readonly id: string;
  readonly section: CommandSection;
  readonly children: React.ReactNode;
}

function Section({ id, section, children }: SectionProps) {
  const { t } = useTranslation();
  return (
    <div role="group" aria-labelledby={id}>
      <div id={id} role="presentation" className={classes['group']}>
        {t(`palette.group.${section.group}`)}
      </div>
      {children}
    </div>
  );
}

interface OptionProps {
  readonly id: string;
  readonly command: Command;
  readonly active: boolean;
  readonly onActivate: () => void;
  readonly onRun: () => void;
}

function Option({ id, command, active, onActivate, onRun }: OptionProps) {
  const Icon = ICONS[command.group];
  return (
    // The keyboard works on the search field, which names the active option.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- see above
    <div
      id={id}
      role="option"
      aria-selected={active}
      data-active={active || undefined}
      className={classes['option']}
      onMouseMove={active ? undefined : onActivate}
      onClick={onRun}
    >
      <Icon size={18} stroke={1.6} aria-hidden />
      <span className={classes['label']}>{command.label}</span>
      {command.hint ? <span className={classes['hint']}>{command.hint}</span> : null}
      {command.keys && command.keys.length > 0 ? <Keys keys={command.keys} /> : null}
    </div>
  );
}

function movedTo(key: string, index: number, count: number): number | null {
  if (count === 0) return null;
  switch (key) {
    case 'ArrowDown':
      return (index + 1) % count;
    case 'ArrowUp':
      return (index + count - 1) % count;
    default:
      return null;
  }
}
