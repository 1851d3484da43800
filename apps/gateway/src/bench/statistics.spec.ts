import { figureOf, median, medianDifference, medianFigure, medianRatio } from './statistics.js';

const rounds = (...rates: number[]) =>
  rates.map((perSecond) => ({ perSecond, p50Ms: 1_000 / perSecond, p95Ms: 1, p99Ms: 1 }));
const rate = ({ perSecond }: { perSecond: number }): number => perSecond;

describe('figures of a benchmark', () => {
  it('takes quantiles from latencies in any order, and the rate from the time that passed', () => {
    const latencies = Array.from({ length: 101 }, (_, index) => (index * 37) % 101);
    expect(figureOf(latencies, 2_000)).toEqual({ perSecond: 50.5, p50Ms: 50, p95Ms: 95, p99Ms: 99 });
  });

  it('is not a number when nothing was measured, instead of a fast zero', () => {
    expect(figureOf([], 1_000).p50Ms).toBeNaN();
    expect(median([])).toBeNaN();
  });

  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 2, 3], 2.5],
    [[7], 7],
  ])('takes the median of %j', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it('is not moved by one spoiled round', () => {
    expect(medianFigure(rounds(100, 1, 100)).perSecond).toBe(100);
  });

  it('compares round by round: a machine that slows down as a whole changes no ratio', () => {
    expect(medianRatio(rounds(100, 50, 10), rounds(50, 25, 5), rate)).toBe(2);
    expect(medianDifference(rounds(12, 22, 92), rounds(10, 20, 90), rate)).toBe(2);
  });
});
