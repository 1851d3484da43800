import { decimalText, isDecimal, sameDecimal, typedDecimal } from './decimal-text';

it.each([
  ['1,5', '1.5'],
  ["1'200.50", '1200.50'],
  [' .75 ', '0.75'],
  ['1.2.3', '1.2.3'],
])('reads «%s» as people mean it', (typed, text) => {
  expect(typedDecimal(typed)).toBe(text);
});

it('knows what is no figure', () => {
  expect(['', '-1', '1.2.3', '1e3', 'x'].map(isDecimal)).toEqual([false, false, false, false, false]);
});

it.each([
  ['1', '1.00'],
  ['0.025', '0.025'],
  ['1234.5', "1'234.50"],
  ['0.20000', '0.20'],
])('writes %s as %s', (text, shown) => {
  expect(decimalText(text)).toBe(shown);
});

it('tells figures apart, not their ways of writing', () => {
  expect(sameDecimal('1', '1.000')).toBe(true);
  expect(sameDecimal('1', '1.001')).toBe(false);
  expect(sameDecimal(null, '0')).toBe(false);
});
