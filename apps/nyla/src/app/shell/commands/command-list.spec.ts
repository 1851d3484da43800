import { type Command, type CommandGroup, commandSections, withRecent } from './command-list';

const command = (id: string, group: CommandGroup, label: string, hint?: string): Command => ({
  id,
  group,
  label,
  hint,
  leads: true,
  run: () => undefined,
});

const COMMANDS = [
  command('chat', 'pages', 'Chat'),
  command('bookings', 'pages', 'Buchungen', 'Guthaben'),
  command('overview', 'pages', 'Übersicht', 'Guthaben'),
  command('dark', 'actions', 'Darstellung: Dunkel'),
  ...Array.from({ length: 20 }, (_, index) => command(`chat-${index}`, 'chats', `Offerte ${index} für Muster`)),
  command('auto', 'automations', 'Monatliche Marktübersicht'),
];

const shown = (query: string, recents: readonly string[] = []) =>
  commandSections(COMMANDS, { query, recents }).map(({ group, commands }) => [group, commands.map(({ id }) => id)]);

it('shows recents first, each once, and a few of what may be many', () => {
  expect(shown('', ['dark', 'gone', 'chat-7'])).toEqual([
    ['recents', ['dark', 'chat-7']],
    ['pages', ['chat', 'bookings', 'overview']],
    ['chats', ['chat-0', 'chat-1', 'chat-2', 'chat-3', 'chat-4']],
    ['automations', ['auto']],
  ]);
});

it('finds every word, whatever its case and accents, in the name or its place', () => {
  expect(shown('ubersicht')).toEqual([
    ['pages', ['overview']],
    ['automations', ['auto']],
  ]);
  expect(shown('  MUSTER 13 ')).toEqual([['chats', ['chat-13']]]);
  expect(shown('guthaben')).toEqual([['pages', ['bookings', 'overview']]]);
  expect(shown('gibt es nicht')).toEqual([]);
});

it('puts what begins with the word before what only has it, and a recent one before its like', () => {
  expect(shown('offerte', ['chat-9'])[0]?.[1]?.[0]).toBe('chat-9');
  expect(shown('dunkel')).toEqual([['actions', ['dark']]]);
});

it('remembers the last five, the newest first', () => {
  expect(withRecent(['a', 'b', 'c', 'd', 'e'], 'c')).toEqual(['c', 'a', 'b', 'd', 'e']);
  expect(withRecent(['a', 'b', 'c', 'd', 'e'], 'f')).toEqual(['f', 'a', 'b', 'c', 'd']);
});
