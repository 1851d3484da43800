import type { ConnectorDto } from '@nyla/contracts';
import { model } from '@/lib/model.fixtures';
import { cheaperModels, isPickable, movedIndex, type PickerRow, pickerSections } from './model-list';

const models = [
  model('demo/Echo', {}, '0.001'),
  model('openai/Locked', { usable: false }),
  model('openai/Sol', {}, '0.02'),
  model('local/Llama', {}, '0.0001'),
];
const options = {
  query: '',
  favourites: [] as string[],
  recents: [] as string[],
  withAuto: true,
  searchTextOf: () => 'Größe',
};
const connector = (connectorType: ConnectorDto['connectorType']): ConnectorDto => ({
  connectorType,
  displayName: connectorType,
  configured: false,
  permitted: true,
  reason: 'not_configured',
  simulated: false,
});
const nameOf = (row: PickerRow) => (row.kind === 'model' ? row.model.displayName : row.id);
const shape = (change: Partial<typeof options> = {}, connectors: readonly ConnectorDto[] = []) =>
  pickerSections(models, connectors, { ...options, ...change }).map(
    ({ kind, rows }) => `${kind}: ${rows.map(nameOf).join(' ')}`,
  );
const AUTO = 'auto: auto/best auto/balanced auto/cheapest';

describe('pickerSections', () => {
  it('begins with the automatic choices, then groups by provider, usable ones first', () => {
    expect(shape()).toEqual([AUTO, 'openai: Sol Locked', 'local: Llama', 'demo: Echo']);
  });

  it('puts models that will stay before those that will go', () => {
    const ages = [
      model('openai/Ending', { status: 'deprecated' }),
      model('openai/Older', { status: 'legacy' }),
      model('openai/Gone', { status: 'retired', usable: false }),
      model('openai/Locked', { usable: false }),
      model('openai/New'),
    ];
    const [, openai] = pickerSections(ages, [], options);
    expect(openai?.rows.map(nameOf)).toEqual(['New', 'Older', 'Ending', 'Locked', 'Gone']);
  });

  it('shows each model once, favourites before recents', () => {
    const favourites = ['demo/Echo', 'gone/x'];
    const recents = ['openai/Sol', 'auto/best', 'demo/Echo', 'openai/Locked'];
    expect(shape({ favourites, recents })).toEqual([
      AUTO,
      'favourites: Echo',
      'recents: Sol',
      'openai: Locked',
      'local: Llama',
    ]);
  });

  it('searches every word in names and capabilities, whatever the case and accents', () => {
    expect(shape({ query: '  SOL  open ', favourites: ['demo/Echo'] })).toEqual(['openai: Sol']);
    expect(shape({ query: 'sol llama' })).toEqual([]);
    expect(shape({ query: 'gro llama' })).toEqual(['local: Llama']);
    expect(shape({ query: 'auto che' })).toEqual(['auto: auto/cheapest']);
  });

  it('lists providers without a model, except those that only search', () => {
    const connectors = [connector('anthropic'), connector('openai'), connector('tavily')];
    expect(shape({}, connectors)).toContain('anthropic: anthropic');
    expect(shape({}, connectors).join()).not.toContain('tavily');
    expect(shape({}, connectors)).toContain('openai: Sol Locked');
  });
});

describe('isPickable', () => {
  it('is what may be used', () => {
    const rows = pickerSections(models, [connector('anthropic')], options).flatMap(({ rows: section }) => section);
    const refused = rows.filter((row) => !isPickable(row, models)).map(nameOf);
    expect(refused).toEqual(['anthropic', 'Locked']);
    expect(rows.filter((row) => isPickable(row, [])).map(({ kind }) => kind)).not.toContain('auto');
  });
});

describe('movedIndex', () => {
  it.each([
    ['ArrowDown', 0, 1],
    ['ArrowDown', 2, 0],
    ['ArrowUp', 0, 2],
    ['Home', 2, 0],
    ['End', 0, 2],
    ['PageDown', 0, 2],
    ['PageUp', 2, 0],
  ])('%s from %i leads to %i', (key, from, to) => {
    expect(movedIndex(key, from, 3)).toBe(to);
  });

  it('leaves other keys and an empty list alone', () => {
    expect(movedIndex('a', 0, 3)).toBeNull();
    expect(movedIndex('ArrowDown', 0, 0)).toBeNull();
  });
});

describe('cheaperModels', () => {
  it('orders the usable others by the price of a typical answer', () => {
    expect(cheaperModels(models, 'openai/Sol', 2).map(({ id }) => id)).toEqual(['local/Llama', 'demo/Echo']);
  });
});
