import { priceBeside } from './price-change';

it.each([
  ['0.10', '0.112', '+12\u00a0%'],
  ['0.10', '0.07', '\u221230\u00a0%'],
  ['0.10', '0.10', '±0\u00a0%'],
  ['0.000000003', '0.000000004', '+33\u00a0%'],
  ['0.002', '0.00201', '+1\u00a0%'],
  ['0.01', '0.30', "+2'900\u00a0%"],
])('from %s to %s is %s', (before, after, change) => {
  expect(priceBeside(after, before)).toMatch(/^CHF\u00a0/);
  expect(priceBeside(after, before).endsWith(` (${change})`)).toBe(true);
});

it('stands alone beside nothing', () => {
  expect(priceBeside('0.10', '0.00')).toBe('CHF\u00a00.10');
});
