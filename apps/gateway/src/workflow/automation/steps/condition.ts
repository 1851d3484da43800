import type { ConditionDto, ConditionOperator } from '@nyla/contracts';
import { render, type TemplateScope } from '../template-rendering.js';

type Test = (left: string, right: string) => boolean;

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?$/i;
const collator = new Intl.Collator('en');

const TESTS: Readonly<Record<ConditionOperator, Test>> = {
  equals: (left, right) => compare(left, right) === 0,
  not_equals: (left, right) => compare(left, right) !== 0,
  contains: (left, right) => folded(left).includes(folded(right)),
  not_contains: (left, right) => !folded(left).includes(folded(right)),
  greater: (left, right) => compare(left, right) > 0,
  less: (left, right) => compare(left, right) < 0,
  is_empty: isEmpty,
  is_not_empty: (left) => !isEmpty(left),
};

/** A condition with its templates filled in. */
export interface FilledCondition {
  readonly holds: boolean;
  /** For people to read. */
  readonly text: string;
}

/**
 * Compares as people expect: two numbers by value, anything else as text, where case and surrounding space do not
 * matter. An empty list or record counts as empty.
 */
export function fillCondition({ left, operator, right }: ConditionDto, scope: TemplateScope): FilledCondition {
  const [a, b] = [render(left, scope), render(right, scope)];
  const isUnary = operator === 'is_empty' || operator === 'is_not_empty';
  return { holds: TESTS[operator](a, b), text: isUnary ? `${a}\n${operator}` : `${a}\n${operator}\n${b}` };
}

function compare(left: string, right: string): number {
  const [a, b] = [folded(left), folded(right)];
  if (NUMBER.test(a) && NUMBER.test(b)) return Number(a) - Number(b);
  return a === b ? 0 : collator.compare(a, b) || (a < b ? -1 : 1);
}

function folded(text: string): string {
  return text.trim().toLowerCase();
}

function isEmpty(text: string): boolean {
  return /^(?:|\[\]|\{\}|null)$/.test(text.trim());
}
