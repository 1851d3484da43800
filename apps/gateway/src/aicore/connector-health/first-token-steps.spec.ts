import { quantileOf, STEP_COUNT, stepOf } from './first-token-steps.js';

function counted(times: readonly number[]): number[] {
  const counts = Array.from({ length: STEP_COUNT }, () => 0);
  for (const ms of times) counts[stepOf(ms)]! += 1;
  return counts;
}

describe('quantileOf', () => {
  it('has nothing to say of nothing', () => {
    expect(quantileOf(counted([]), 0.5)).toBeNull();
  });

  it.each([
    [0.5, 500],
    [0.95, 950],
  ])('is near the true one: %d of 1 to 1000 ms', (share, expected) => {
    const times = Array.from({ length: 1_000 }, (_, index) => index + 1);
    expect(Math.abs((quantileOf(counted(times), share) ?? 0) - expected)).toBeLessThan(expected * 0.02);
  });

  it('of sums is that of all calls, whichever gateway counted them', () => {
    const [quick, slow] = [counted([90, 90, 90]), counted([4_500])];
    const both = quick.map((count, step) => count + (slow[step] ?? 0));
    expect(quantileOf(both, 0.5)).toBeLessThanOrEqual(100);
    expect(quantileOf(both, 0.95)).toBeGreaterThan(4_000);
  });

  it('takes what is longer than all steps for the longest', () => {
    expect(quantileOf(counted([600_000]), 0.5)).toBe(120_000);
  });
});
