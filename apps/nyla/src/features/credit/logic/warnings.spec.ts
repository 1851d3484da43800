import type { WarningRuleDto, WarningsDto } from '@nyla/contracts';
import { ruleForm, warningState } from './warnings';

const RULE: WarningRuleDto = {
  kind: 'percent',
  below: '200.00',
  percent: 20,
  lastCredit: '1000.00',
  days: null,
  common: false,
  decisive: true,
};
const AT = '2026-11-22T10:00:00.000Z';

function warnings(changes: Partial<WarningsDto>): WarningsDto {
  return { level: 'armed', warnedAt: null, free: '500.00', rules: [RULE], members: null, ...changes };
}

describe('warningState', () => {
  it.each([
    [{}, { kind: 'armed', below: '200.00' }],
    [{ rules: [] }, { kind: 'armedEmpty' }],
    [{ rules: [{ ...RULE, below: null, decisive: false }] }, { kind: 'armedEmpty' }],
    [{ rules: [{ ...RULE, below: '9.00', decisive: false }, RULE] }, { kind: 'armed', below: '200.00' }],
    [
      { level: 'low', warnedAt: AT },
      { kind: 'lowTold', below: '200.00', at: AT },
    ],
    [{ level: 'low' }, { kind: 'low', below: '200.00' }],
    [{ level: 'low', rules: [] }, { kind: 'armedEmpty' }],
    [
      { level: 'exhausted', warnedAt: AT },
      { kind: 'exhaustedTold', at: AT },
    ],
    [{ level: 'exhausted' }, { kind: 'empty' }],
    [{ level: 'off', free: null, rules: [] }, { kind: 'unlimited' }],
    [
      { level: 'off', members: { armed: 3, low: 1, exhausted: 0 } },
      { kind: 'members', armed: 3, low: 1, exhausted: 0 },
    ],
  ] as const satisfies readonly (readonly [Partial<WarningsDto>, object])[])('of %j', (changes, expected) => {
    expect(warningState(warnings(changes as Partial<WarningsDto>))).toEqual(expected);
  });
});

describe('ruleForm', () => {
  it('tells what is known from what each member has, and from what nobody knows yet', () => {
    const members = { armed: 1, low: 0, exhausted: 0 };
    const open = { ...RULE, below: null };
    expect(ruleForm(RULE, warnings({}))).toBe('known');
    expect(ruleForm(open, warnings({}))).toBe('unknown');
    expect(ruleForm(open, warnings({ members }))).toBe('member');
    expect(ruleForm({ ...RULE, kind: 'amount' }, warnings({ members }))).toBe('known');
  });
});
