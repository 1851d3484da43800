import { conditionStep, definition, promptStep, searchStep } from './automation.fixtures';
import { hasKind, movedModel, namedModels, replacedModel, replaceModel, stillRetiring, withModel } from './model-order';

const whole = definition(
  [searchStep('s', 'x', 'tavily/old'), conditionStep('if', [promptStep('p', 'x', { models: ['a/1', 'b/2'] })])],
  { models: ['a/1', 'c/3'] },
);

it('moves within the list', () => {
  expect(movedModel(['a', 'b', 'c'], 'c', -1)).toEqual(['a', 'c', 'b']);
  expect(movedModel(['a', 'b'], 'a', -1)).toEqual(['a', 'b']);
  expect(movedModel(['a', 'b'], 'x', 1)).toEqual(['a', 'b']);
});

it('names a model once, and no more than six', () => {
  expect(withModel(['a'], 'a')).toEqual(['a']);
  expect(withModel(['1', '2', '3', '4', '5', '6'], '7')).toHaveLength(6);
});

it('replaces a model wherever it is named', () => {
  const next = replaceModel(whole, 'a/1', 'b/2');
  expect(next.models).toEqual(['b/2', 'c/3']);
  expect(next.steps[1]?.condition?.steps[0]?.prompt?.models).toEqual(['b/2']);
  expect(replaceModel(whole, 'tavily/old', 'tavily/new').steps[0]?.webSearch?.model).toBe('tavily/new');
});

it('warns of a retiring model until the draft has done without it', () => {
  const retiring = { shutdownDate: null, replacement: null, typicalAnswer: null, replacementTypicalAnswer: null };
  const all = [
    { ...retiring, model: 'a/1' },
    { ...retiring, model: 'x/9' },
  ];
  expect([...namedModels(whole)].sort()).toEqual(['a/1', 'b/2', 'c/3', 'tavily/old']);
  expect(stillRetiring(all, whole).map(({ model }) => model)).toEqual(['a/1']);
  expect(stillRetiring(all, replaceModel(whole, 'a/1', 'b/2'))).toEqual([]);
});

it('finds a kind of step at any depth', () => {
  expect(hasKind(whole, 'prompt')).toBe(true);
  expect(hasKind(whole, 'http_request')).toBe(false);
});

it('names the model in whose place another one answered', () => {
  const answered = (stepId: string, model: string | null) => replacedModel(whole, { stepId, model });
  expect(answered('p', 'b/2')).toBe('a/1');
  expect(answered('p', 'a/1')).toBeNull();
  expect(answered('p', null)).toBeNull();
  expect(answered('s', 'tavily/old')).toBeNull();
  const ofAll = definition([promptStep('p')], { models: ['c/3', 'd/4'] });
  expect(replacedModel(ofAll, { stepId: 'p', model: 'd/4' })).toBe('c/3');
  const automatic = definition([promptStep('p')]);
  expect(replacedModel(automatic, { stepId: 'p', model: 'd/4' })).toBeNull();
});
