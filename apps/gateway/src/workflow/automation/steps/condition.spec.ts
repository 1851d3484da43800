import type { ConditionOperator } from '@nyla/contracts';
import { fillCondition } from './condition.js';

function holds(left: string, operator: ConditionOperator, right: string): boolean {
  const scope = { variables: { leer: [], eins: 1, text: 'Zürich' }, steps: {}, run: {} };
  return fillCondition({ left, operator, right }, scope).holds;
}

it.each([
  ['{{variables.text}}', 'equals', ' zürich ', true],
  ['{{variables.text}}', 'equals', 'Zug', false],
  ['{{variables.text}}', 'not_equals', 'Zug', true],
  ['1.0', 'equals', '1', true],
  ['{{variables.eins}}', 'less', '10', true],
  ['9', 'greater', '10', false],
  ['9 Stück', 'greater', '10 Stück', true],
  ['-2', 'less', '-1.5', true],
  ['Apfel', 'less', 'Birne', true],
  ['Es gibt eine REKLAMATION', 'contains', 'reklamation', true],
  ['Es gibt eine Anfrage', 'not_contains', 'reklamation', true],
  ['', 'is_empty', '', true],
  [' \n', 'is_empty', 'egal', true],
  ['{{variables.leer}}', 'is_empty', '', true],
  ['0', 'is_empty', '', false],
  ['0', 'is_not_empty', '', true],
] as const)('%j %s %j: %s', (left, operator, right, expected) => expect(holds(left, operator, right)).toBe(expected));

it('shows what it compared', () => {
  const scope = { variables: { a: 'x' }, steps: {}, run: {} };
  expect(fillCondition({ left: '{{variables.a}}', operator: 'equals', right: 'y' }, scope).text).toBe('x\nequals\ny');
  expect(fillCondition({ left: '{{variables.a}}', operator: 'is_empty', right: 'y' }, scope).text).toBe('x\nis_empty');
});
