import type { MandateInfo } from '../mandates/mandates.facade.js';
import { chooseMandate } from './mandate-choice.js';

const A: MandateInfo = { id: '01935c5e-0000-7000-8000-00000000000a', name: 'A', kind: 'customer', status: 'suspended' };
const B: MandateInfo = { id: '01935c5e-0000-7000-8000-00000000000b', name: 'B', kind: 'customer', status: 'active' };
const FOREIGN = '01935c5e-0000-7000-8000-00000000000f';

const choose = (requested?: string, remembered: string | null = null, memberships = [A, B]) =>
  chooseMandate({ memberships, requested, remembered })?.name;

it('takes the one that is asked for, in whatever case', () => {
  expect(choose(A.id)).toBe('A');
  expect(choose(B.id.toUpperCase())).toBe('B');
});

it.each([FOREIGN, '', 'A', `${A.id} `, `${A.id}, ${B.id}`])('does not fall back when %j is asked for', (requested) => {
  expect(choose(requested, A.id)).toBeUndefined();
});

it('takes the last one while it is still one of the caller’s', () => {
  expect(choose(undefined, A.id)).toBe('A');
  expect(choose(undefined, FOREIGN)).toBe('B');
});

it('takes the first by name, a suspended one last', () => {
  expect(choose()).toBe('B');
  expect(choose(undefined, null, [A])).toBe('A');
  expect(choose(undefined, null, [])).toBeUndefined();
});
