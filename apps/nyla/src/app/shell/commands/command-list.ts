export type CommandGroup = 'pages' | 'actions' | 'chats' | 'automations';

/** Something that can be opened or done. */
export interface Command {
  /** Stays the same from day to day, for the recents. */
  readonly id: string;
  readonly group: CommandGroup;
  readonly label: string;
  /** Where it belongs, e.g. the area of a page. */
  readonly hint?: string | undefined;
  /** Keys that do the same. */
  readonly keys?: readonly string[];
  /** Leads to another page, which then has the focus. */
  readonly leads: boolean;
  readonly run: () => void;
}

export interface CommandSection {
  readonly group: CommandGroup | 'recents';
  readonly commands: readonly Command[];
}

const GROUPS: readonly CommandGroup[] = ['pages', 'actions', 'chats', 'automations'];
const RECENTS_MAX = 5;
/** Without a search, of what there may be hundreds. */
const UNASKED_MAX: Readonly<Partial<Record<CommandGroup, number>>> = { chats: 5, automations: 5 };
const FOUND_MAX = 12;

/**
 * What is listed: recents first and a few of each while nothing is searched, else what has every word, the best of
 * each group first.
 */
export function commandSections(
  commands: readonly Command[],
  { query, recents }: { readonly query: string; readonly recents: readonly string[] },
): readonly CommandSection[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  const sections = words.length === 0 ? unasked(commands, recents) : found(commands, words, recents);
  return sections.filter((section) => section.commands.length > 0);
}

/** The recents after one more. */
export function withRecent(recents: readonly string[], id: string): readonly string[] {
  return [id, ...recents.filter((known) => known !== id)].slice(0, RECENTS_MAX);
}

function unasked(commands: readonly Command[], recents: readonly string[]): CommandSection[] {
  const recent = recents.flatMap((id) => commands.filter((command) => command.id === id));
  const rest = commands.filter((command) => !recent.includes(command));
  return [
    { group: 'recents', commands: recent },
    ...GROUPS.map((group) => ({
      group,
      commands: rest.filter((command) => command.group === group).slice(0, UNASKED_MAX[group]),
    })),
  ];
}

function found(commands: readonly Command[], words: readonly string[], recents: readonly string[]): CommandSection[] {
  const ranked = commands
    .map((command) => ({ command, rank: rankOf(command, words, recents) }))
    .filter(({ rank }) => rank > 0)
    .toSorted((a, b) => b.rank - a.rank);
  const sections = GROUPS.map((group) => {
    const own = ranked.filter(({ command }) => command.group === group).slice(0, FOUND_MAX);
    return { group, commands: own.map(({ command }) => command), best: own[0]?.rank ?? 0 };
  });
  return sections.toSorted((a, b) => b.best - a.best).map(({ group, commands }) => ({ group, commands }));
}

/** 0: does not fit. */
function rankOf({ id, label, hint = '' }: Command, words: readonly string[], recents: readonly string[]): number {
  const name = plain(label);
  const text = `${name} ${plain(hint)}`;
  if (!words.every((word) => text.includes(word))) return 0;
  const [first = ''] = words;
  const begins = name.startsWith(first) ? 4 : name.includes(` ${first}`) ? 2 : 1;
  return begins + (recents.includes(id) ? 1 : 0);
}

/** For comparing: without case and accents. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
