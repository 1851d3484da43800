import { LOCALES } from '@nyla/contracts';
import { NANO_PER_CHF, parseChf } from '@nyla/money';
import { monthChart } from './month-chart.js';
import { monthChartSvg, scaleOf } from './month-chart-svg.js';

const KILOBYTE = 1_000;
const PNG = Buffer.from('89504e470d0a1a0a', 'hex');

function month(days: number, amountOf: (day: number) => string) {
  return Array.from({ length: days }, (_, index) => ({
    date: `2026-10-${String(index + 1).padStart(2, '0')}`,
    amount: amountOf(index + 1),
  }));
}

/** Whatever stands in the picture as text. */
function words(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text = '']) => text);
}

describe('the chart of a month', () => {
  it('is a PNG of twice the density that mail programs load quickly, also with 31 different bars', async () => {
    for (const locale of LOCALES) {
      const png = await monthChart(
        month(31, (day) => (((day * 7919) % 1999) / 1.7).toFixed(9)),
        locale,
      );
      expect(png.subarray(0, 8)).toEqual(PNG);
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1_200, 440]);
      expect(png.length).toBeLessThan(40 * KILOBYTE);
    }
  });

  it('draws its text with the font that it brings along', async () => {
    const days = month(31, () => '5');
    const [german, french] = await Promise.all([monthChart(days, 'de-CH'), monthChart(days, 'fr-CH')]);
    // They differ in nothing but the names of days.
    expect(german.equals(french)).toBe(false);
  });

  it('writes figures with the Swiss apostrophe, and days as each language does', () => {
    const days = month(31, (day) => String(day * 100));
    expect(words(monthChartSvg(days, 'de-CH'))).toEqual(
      ['CHF', '0', "1'000", "2'000", "3'000", "4'000"].concat('1. Okt.', '8. Okt.', '15. Okt.', '22. Okt.', '29. Okt.'),
    );
    expect(words(monthChartSvg(days, 'fr-CH')).slice(-5)[0]).toMatch(/^1er\soct\.$/);
    expect(words(monthChartSvg(days, 'en')).slice(-5)[0]).toBe('1 Oct');
  });

  it('stands also for a month without use, with very little of it, and with one day that towers over all', async () => {
    for (const amountOf of [() => '0', () => '0.000000001', (day: number) => (day === 9 ? '99999999999' : '0.01')]) {
      const svg = monthChartSvg(month(28, amountOf), 'de-CH');
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
      await expect(monthChart(month(28, amountOf), 'de-CH')).resolves.toBeInstanceOf(Buffer);
    }
    expect(
      words(
        monthChartSvg(
          month(31, () => '0.000042'),
          'en',
        ),
      ).slice(1, 4),
    ).toEqual(['0.00000', '0.00002', '0.00004']);
  });

  it('takes round steps, four at most, that reach over the largest amount', () => {
    expect(scaleOf(0n)).toEqual({ step: NANO_PER_CHF, steps: 1n });
    for (const [largest, step, steps] of [
      ['1', '0.5', 2n],
      ['28', '10', 3n],
      ['0.36', '0.1', 4n],
      ['2500', '1000', 3n],
      ['0.000000003', '0.000000001', 3n],
    ] as const) {
      expect(scaleOf(parseChf(largest))).toEqual({ step: parseChf(step), steps });
    }
  });
});
