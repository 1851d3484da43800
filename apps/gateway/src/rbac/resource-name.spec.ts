import { PERMISSIONS } from '@nyla/contracts';
import { isKnownResource, ruleErrors } from './resource-name.js';

describe('names that a rule may use', () => {
  it.each([
    ...PERMISSIONS,
    '*',
    'data.*',
    'data.chat.o*',
    'resource.*',
    'resource.aicore.*',
    'resource.aicore.openai',
    'resource.aicore.openai/*',
    'resource.aicore.openai/gpt-6*',
    'resource.aicore.openai/gpt-6.1-sol',
    'resource.aicore.local/meta-llama/Llama-4:8b',
  ])('%s', (name) => {
    expect(isKnownResource(name)).toBe(true);
  });

  it.each([
    '',
    'data',
    'data.unknown',
    'data.unknown.*',
    'Data.*',
    'data.*.own',
    '**',
    'data.**',
    'resource.aicore.unknown',
    'resource.aicore.unknown/*',
    'resource.aicore.openai/',
    'resource.aicore.openai/gpt*6*',
    'resource.aicore.openai/gpt 6',
    'resource.aicore.openai/gрt',
    `resource.aicore.openai/${'x'.repeat(201)}`,
  ])('not %j', (name) => {
    expect(isKnownResource(name)).toBe(false);
  });
});

it('names the rule that is wrong, and one that is there twice', () => {
  const rules = ['ui.chat', 'ui.nothing', 'ui.chat'].map((resource) => ({ resource, effect: 'allow' as const }));
  expect(ruleErrors(rules)).toEqual([
    expect.objectContaining({ field: 'rules.1.resource', constraint: 'isResource' }),
    expect.objectContaining({ field: 'rules.2.resource', constraint: 'isUnique' }),
  ]);
});
