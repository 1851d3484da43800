import { parseChf, toChf } from '@nyla/money';
import fc from 'fast-check';
import { includedTax, ruleOf, type TaxRule } from './included-tax.js';

const UID = 'CHE-123.456.788 MWST';
const rule = (validFrom: string, ratePercent: string | null): TaxRule => ({
  validFrom,
  registered: ratePercent !== null,
  uid: ratePercent === null ? null : UID,
  ratePercent,
});

function taxOf(gross: string, ratePercent = '8.1'): string | undefined {
  const amounts = [{ day: '2026-10-01', amount: parseChf(gross) }];
  return includedTax([rule('2024-01-01', ratePercent)], amounts)[0]?.tax;
}

it.each([
  ['108.10', '8.1', '8.10'],
  ['36.778944496', '8.1', '2.76'],
  ['0.066', '8.1', '0.00'],
  ['0.067', '8.1', '0.01'],
  // Exactly half a Rappen goes away from zero, either way.
  ['0.055', '10', '0.01'],
  ['-0.055', '10', '-0.01'],
  ['0', '8.1', '0.00'],
])('CHF %s at %s %% contains CHF %s', (gross, rate, tax) => expect(taxOf(gross, rate)).toBe(tax));

it('makes net and tax gross again, of any amount', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), (amount) => {
      const [line] = includedTax([rule('2024-01-01', '8.1')], [{ day: '2026-10-01', amount }]);
      expect(parseChf(line?.net ?? '') + parseChf(line?.tax ?? '')).toBe(amount);
      expect(line?.gross).toBe(toChf(amount));
    }),
  );
});

it('rounds once per rate, not per day, and takes the rule of each day', () => {
  const rules = [rule('2026-10-16', '8.5'), rule('2024-01-01', '8.1'), rule('2026-10-31', null)];
  const days = ['2026-10-01', '2026-10-15', '2026-10-16', '2026-10-30', '2026-10-31'];
  const lines = includedTax(
    rules,
    days.map((day) => ({ day, amount: parseChf('0.05') })),
  );
  expect(lines).toEqual([
    { ratePercent: '8.5', gross: '0.10', net: '0.09', tax: '0.01' },
    { ratePercent: '8.1', gross: '0.10', net: '0.09', tax: '0.01' },
  ]);
  expect(ruleOf(rules, '2023-12-31')).toBeUndefined();
});
