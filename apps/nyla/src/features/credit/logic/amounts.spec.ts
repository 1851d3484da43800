import { typedAmount, typedTopUp } from './amounts';

it.each([
  ['250', { amount: '250.00' }],
  ["CHF 1'250.50", { amount: '1250.50' }],
  ['', { problem: 'required' }],
  ['zehn', { problem: 'invalid' }],
  ['-5', { problem: 'invalid' }],
  ['0', { problem: 'invalid' }],
  ['0.95', { problem: 'minimum' }],
  ['10.005', { problem: 'rappen' }],
  ['1000000', { amount: '1000000.00' }],
  ['1000000.01', { problem: 'maximum' }],
] as const)('reads the top-up %j', (text, expected) => expect(typedTopUp(text)).toEqual(expected));

it('reads any amount above zero where nobody pays', () => {
  expect(typedAmount('0.000000001')).toEqual({ amount: '0.000000001' });
});
