import type { AccessRuleDto, RuleEffect } from '@nyla/contracts';
import { applyEdits, cellOf, edit, exceptionsOf, inheritedOf, prefixRules, rebase, verdictOf } from './rules';

const rule = (resource: string, effect: RuleEffect): AccessRuleDto => ({ resource, effect });
const RULES = [
  rule('data.*', 'allow'),
  rule('data.operator.*', 'deny'),
  rule('resource.aicore.*', 'allow'),
  rule('resource.aicore.openai', 'deny'),
  rule('resource.aicore.openai/gpt-6-luna', 'allow'),
];

it.each([
  ['data.members.read', 'allow', 'data.*'],
  ['data.operator.credit', 'deny', 'data.operator.*'],
  ['ui.chat', 'deny', null],
  ['resource.aicore.anthropic', 'allow', 'resource.aicore.*'],
  ['resource.aicore.anthropic/claude', 'allow', 'resource.aicore.*'],
  ['resource.aicore.openai', 'deny', 'resource.aicore.openai'],
  ['resource.aicore.openai/gpt-6-sol', 'deny', 'resource.aicore.openai'],
  ['resource.aicore.openai/gpt-6-luna', 'allow', 'resource.aicore.openai/gpt-6-luna'],
  ['resource.aicore.openai2/x', 'allow', 'resource.aicore.*'],
] as const)('says of %s: %s, by %s', (resource, effect, by) => {
  expect(verdictOf(RULES, resource)).toEqual({ effect, rule: by });
});

it('lets deny go before allow between equals', () => {
  const equals = [rule('ui.*', 'deny'), rule('ui.*', 'allow')];
  expect(verdictOf(equals, 'ui.chat').effect).toBe('deny');
  expect(verdictOf(equals.toReversed(), 'ui.chat').effect).toBe('deny');
});

it('knows what a resource would inherit', () => {
  expect(inheritedOf(RULES, 'resource.aicore.openai')).toEqual({ effect: 'allow', rule: 'resource.aicore.*' });
  expect(inheritedOf(RULES, 'resource.aicore.openai/gpt-6-luna').effect).toBe('deny');
  expect(cellOf(RULES, 'resource.aicore.openai')).toBe('deny');
  expect(cellOf(RULES, 'resource.aicore.anthropic')).toBe('inherit');
});

it('collects changes, and forgets one that is taken back', () => {
  const denied = edit(RULES, {}, 'resource.aicore.anthropic', 'deny');
  const both = edit(RULES, denied, 'resource.aicore.openai', 'inherit');
  expect(both).toEqual({ 'resource.aicore.anthropic': 'deny', 'resource.aicore.openai': null });
  expect(verdictOf(applyEdits(RULES, both), 'resource.aicore.openai/gpt-6-sol').effect).toBe('allow');
  expect(applyEdits(RULES, both)).toHaveLength(RULES.length);
  expect(edit(RULES, both, 'resource.aicore.anthropic', 'inherit')).toEqual({ 'resource.aicore.openai': null });
  expect(edit(RULES, both, 'resource.aicore.openai', 'deny')).toEqual(denied);
});

it('drops changes that somebody else has made meanwhile', () => {
  const edits = { 'resource.aicore.openai': null, 'ui.chat': 'allow' } as const;
  const theirs = RULES.filter(({ resource }) => resource !== 'resource.aicore.openai');
  expect(rebase(theirs, edits)).toEqual({ 'ui.chat': 'allow' });
});

it('finds rules of groups, and exceptions among models', () => {
  expect(prefixRules(RULES).map(({ resource }) => resource)).toEqual([
    'data.*',
    'data.operator.*',
    'resource.aicore.*',
  ]);
  expect(exceptionsOf(RULES, 'resource.aicore.openai')).toBe(1);
  expect(exceptionsOf(RULES, 'resource.aicore.open')).toBe(0);
});
