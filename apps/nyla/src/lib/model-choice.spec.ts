import { model } from './model.fixtures';
import { autoAimOf, autoIsUsable, chatModels, chooseModel } from './model-choice';

const models = [
  model('openai/locked', { usable: false }),
  model('openai/sol'),
  model('local/llama'),
  model('openai/old', { status: 'deprecated' }),
];

describe('chooseModel', () => {
  it('takes the first wanted one that may be used', () => {
    expect(chooseModel(models, 'openai/locked', null, 'local/llama')?.id).toBe('local/llama');
  });

  it('knows automatic choices beside models', () => {
    expect(chooseModel(models, 'auto/cheapest', 'openai/sol')).toEqual({
      kind: 'auto',
      id: 'auto/cheapest',
      aim: 'cheapest',
    });
    expect(chooseModel(models, 'auto/fastest', 'openai/sol')?.id).toBe('openai/sol');
  });

  it('falls back to an automatic choice, to the first usable model where there is none, or to nothing', () => {
    expect(chooseModel(models, 'gone/x')?.id).toBe('auto/balanced');
    expect(chooseModel(models.slice(3), 'auto/best')?.id).toBe('openai/old');
    expect(chooseModel(models.slice(0, 1), 'auto/best')).toBeNull();
  });
});

describe('an automatic choice', () => {
  it('is told by its id', () => {
    expect(autoAimOf('auto/best')).toBe('best');
    expect(autoAimOf('openai/auto/best')).toBeNull();
  });

  it('needs a usable model in active service', () => {
    expect(autoIsUsable(models)).toBe(true);
    expect(autoIsUsable(models.slice(3))).toBe(false);
    expect(autoIsUsable([])).toBe(false);
  });
});

describe('chatModels', () => {
  it('leaves search models out', () => {
    const search = model('tavily/search-basic', { capabilities: ['search'] });
    expect(chatModels([...models, search])).toEqual(models);
  });
});
