import type { ModelDto } from '@nyla/contracts';
import type { ConnectorType } from '@nyla/contracts/constants';
import { cheaperModels, chooseModel, modelSections, movedIndex } from './model-list';

function model(connectorType: ConnectorType, name: string, usable = true, typicalAnswer = '0.01'): ModelDto {
  return {
    id: `${connectorType}/${name}`,
    connectorType,
    model: name,
    displayName: name,
    status: 'active',
    shutdownDate: null,
    replacement: null,
    contextWindow: 100_000,
    maxOutputTokens: 8_000,
    defaultOutputTokens: 2_000,
    capabilities: ['chat'],
    price: {
      inputPerMillion: '1.00',
      outputPerMillion: '2.00',
      cacheReadPerMillion: null,
      cacheWritePerMillion: null,
      longPromptAbove: null,
      longPromptInputPerMillion: null,
      longPromptOutputPerMillion: null,
      typicalAnswer,
      priceVersionId: 'p',
      validFrom: '2026-01-01',
      confirmed: true,
    },
    usable,
    reason: usable ? null : 'not_permitted',
    simulated: false,
  };
}

const models = [
  model('demo', 'Echo', true, '0.001'),
  model('openai', 'Locked', false),
  model('openai', 'Sol', true, '0.02'),
  model('local', 'Llama', true, '0.0001'),
];
const options = { query: '', favourites: [] as string[], recents: [] as string[], searchTextOf: () => 'Größe' };
const shape = (...args: Parameters<typeof modelSections>) =>
  modelSections(...args).map(
    ({ kind, models: found }) => `${kind}: ${found.map(({ displayName }) => displayName).join(' ')}`,
  );

describe('modelSections', () => {
  it('groups by provider, usable ones first', () => {
    expect(shape(models, options)).toEqual(['openai: Sol Locked', 'local: Llama', 'demo: Echo']);
  });

  it('shows each model once, favourites before recents', () => {
    const favourites = ['demo/Echo', 'gone/x'];
    const recents = ['openai/Sol', 'demo/Echo', 'openai/Locked'];
    expect(shape(models, { ...options, favourites, recents })).toEqual([
      'favourites: Echo',
      'recents: Sol',
      'openai: Locked',
      'local: Llama',
    ]);
  });

  it('searches every word in names and capabilities, whatever the case and accents', () => {
    expect(shape(models, { ...options, query: '  SOL  open ', favourites: ['demo/Echo'] })).toEqual(['openai: Sol']);
    expect(shape(models, { ...options, query: 'sol llama' })).toEqual([]);
    expect(shape(models, { ...options, query: 'gro llama' })).toEqual(['local: Llama']);
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

describe('chooseModel', () => {
  it('takes the first wanted model that may be used', () => {
    expect(chooseModel(models, 'openai/Locked', null, 'local/Llama')?.id).toBe('local/Llama');
  });

  it('falls back to the first usable one, or to none', () => {
    expect(chooseModel(models, 'gone/x')?.id).toBe('demo/Echo');
    expect(chooseModel([models[1] as ModelDto])).toBeNull();
  });
});

describe('cheaperModels', () => {
  it('orders the usable others by the price of a typical answer', () => {
    expect(cheaperModels(models, 'openai/Sol', 2).map(({ id }) => id)).toEqual(['local/Llama', 'demo/Echo']);
  });
});
