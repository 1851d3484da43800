import { formatDecimal } from '@nyla/money';
import { decimalOfNumber, parseExactJson } from './exact-json.js';

describe('parseExactJson', () => {
  it('keeps the digits of the named fields, wherever they stand', () => {
    const text =
      '{"usage":{"cost":{"total_cost":0.10000000000000000001,"input_cost":0.5}},"list":[{"total_cost":1.2e-05}]}';
    expect(parseExactJson(text, ['total_cost'])).toEqual({
      usage: { cost: { total_cost: '0.10000000000000000001', input_cost: 0.5 } },
      list: [{ total_cost: '1.2e-05' }],
    });
  });

  it('leaves anything but numbers as it is', () => {
    const text = '{"total_cost":null,"a":{"total_cost":"0.5"},"b":{"total_cost":{"total":1}},"c":"total_cost"}';
    expect(parseExactJson(text, ['total_cost'])).toEqual(JSON.parse(text));
    expect(parseExactJson('[1,2]', ['total_cost'])).toEqual([1, 2]);
    expect(parseExactJson('{"total_cost":1}', [])).toEqual({ total_cost: 1 });
  });

  it.each(['', '{"total_cost":', '{"total_cost":0.1.2}', 'total_cost'])('throws for %j', (text) => {
    expect(() => parseExactJson(text, ['total_cost'])).toThrow(SyntaxError);
  });
});

describe('decimalOfNumber', () => {
  it.each([
    ['0', '0'],
    ['-0.0', '0'],
    ['0.00408', '0.00408'],
    ['0.10000000000000000001', '0.10000000000000000001'],
    ['1.2e-05', '0.000012'],
    ['4.1999999999999996E-06', '0.0000041999999999999996'],
    ['12.5e1', '125'],
    ['1e+3', '1000'],
    ['-2.50', '-2.5'],
    ['999999999999', '999999999999'],
  ])('%s is %s', (text, exact) => expect(formatDecimal(decimalOfNumber(text)!)).toBe(exact));

  it.each(['', '.5', '+1', '0x1', '1e', '1_000', 'NaN', 'Infinity', ' 1', '1e999', '1e-31', '1000000000000', '1e12'])(
    '%j is none',
    (text) => expect(decimalOfNumber(text)).toBeNull(),
  );
});
