import { formatFixedMoney } from '@/components/money/fixed-decimals';
import { formatPermille } from '@/features/billing/logic/exact';
import { formatCount, formatMoney, formatNumber, readAmount } from './money';
import { showNumberFormat } from './number-format';

afterEach(() => showNumberFormat('swiss'));

it('writes figures as the reader wants them, wherever they are made', () => {
  const written = () => [
    formatMoney('1234.5'),
    formatCount(1204),
    formatNumber('0.8125'),
    formatFixedMoney('-1234.5', 4, { signed: true, currency: true }),
    formatPermille(125),
  ];
  expect(written()).toEqual(["CHF 1'234.50", "1'204", '0.8125', "CHF −1'234.5000", '12.5 %']);
  showNumberFormat('german');
  expect(written()).toEqual(['CHF 1.234,50', '1.204', '0,8125', 'CHF −1.234,5000', '12,5 %']);
  showNumberFormat('french');
  expect(written()).toEqual(['CHF 1\u00a0234,50', '1\u00a0204', '0,8125', 'CHF −1\u00a0234,5000', '12,5 %']);
});

it('reads amounts as it shows them', () => {
  for (const format of ['swiss', 'english', 'german', 'french'] as const) {
    showNumberFormat(format);
    expect(readAmount(formatMoney('1250.5'))).toBe('1250.50');
  }
  expect(readAmount('CHF')).toBeUndefined();
});
