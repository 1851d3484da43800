import { readThresholds } from './thresholds';

const NONE = { threshold: '', runwayDays: '', percent: '' };

it('reads thresholds as they are typed', () => {
  expect(readThresholds({ threshold: "1'200.50", runwayDays: ' 14 ', percent: '25 %' }).values).toEqual({
    lowBalanceThreshold: '1200.50',
    warnRunwayDays: 14,
    warnPercent: 25,
  });
});

it('takes an empty field for none', () => {
  expect(readThresholds(NONE).values).toEqual({ lowBalanceThreshold: null, warnRunwayDays: null, warnPercent: null });
});

it.each([
  ['threshold', 'viel'],
  ['threshold', '-1'],
  ['runwayDays', '0'],
  ['runwayDays', '366'],
  ['runwayDays', '1.5'],
  ['percent', '101'],
  ['percent', '1e1'],
] as const)('names %s as wrong with %j', (field, text) => {
  const { values, problems } = readThresholds({ ...NONE, [field]: text });
  expect(values).toBeUndefined();
  expect(problems).toEqual({ threshold: false, runwayDays: false, percent: false, [field]: true });
});
