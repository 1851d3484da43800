import { ShortcutReader, type Stroke } from './shortcuts';

const FREE = { typing: false, singleKeys: true };
const PLAIN = { ctrlKey: false, metaKey: false, altKey: false, repeat: false, isComposing: false, timeStamp: 0 };

function read(keys: readonly (Partial<Stroke> & { readonly key: string })[], situation = FREE) {
  const reader = new ShortcutReader();
  return keys.map((stroke, index) => reader.read({ ...PLAIN, timeStamp: index * 100, ...stroke }, situation)).at(-1);
}

it('knows each key', () => {
  expect(read([{ key: '?' }])).toBe('list');
  expect(read([{ key: '/' }])).toBe('search');
  expect(read([{ key: 'n' }])).toBe('new-chat');
  expect(read([{ key: 'g' }])).toBeNull();
  for (const go of ['c', 'a', 'b', 'e'] as const) expect(read([{ key: 'g' }, { key: go }])).toEqual({ go });
});

it('reads the palette with Ctrl or ⌘, also while typing', () => {
  const typing = { typing: true, singleKeys: false };
  for (const held of [{ ctrlKey: true }, { metaKey: true }]) {
    expect(read([{ key: 'k', ...held }], typing)).toBe('palette');
    expect(read([{ key: 'K', ...held }], typing)).toBe('palette');
    expect(read([{ key: 'k', altKey: true, ...held }])).toBeNull();
    expect(read([{ key: 'n', ...held }])).toBeNull();
  }
});

it.each([
  ['while typing', { typing: true, singleKeys: true }, {}],
  ['when they are switched off', { typing: false, singleKeys: false }, {}],
  ['with Alt', FREE, { altKey: true }],
  ['while a key is held down', FREE, { repeat: true }],
  ['while an input method composes', FREE, { isComposing: true }],
])('takes no single keys %s', (_, situation, held) => {
  for (const key of ['?', '/', 'n']) expect(read([{ key, ...held }], situation)).toBeNull();
  expect(
    read(
      [
        { key: 'g', ...held },
        { key: 'c', ...held },
      ],
      situation,
    ),
  ).toBeNull();
});

it('forgets a g after a while, and after another key', () => {
  expect(read([{ key: 'g' }, { key: 'c', timeStamp: 1_600 }])).toBeNull();
  expect(read([{ key: 'g' }, { key: 'x' }, { key: 'c' }])).toBeNull();
  // The second key of a sequence is no shortcut of its own.
  expect(read([{ key: 'g' }, { key: 'n' }])).toBeNull();
  expect(read([{ key: 'g' }, { key: 'g' }, { key: 'c' }])).toBeNull();
});
