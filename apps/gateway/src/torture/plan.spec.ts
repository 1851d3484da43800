import { BLOWS, planBlows } from './plan.js';

const OPTIONS = { roundMs: 5_000, holdTtlMs: 2_000 };
const plans = Array.from({ length: 200 }, (_, index) => planBlows({ ...OPTIONS, seed: index + 1 }));

describe('the blows of a round', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(planBlows({ ...OPTIONS, seed: 7 })).toEqual(plans[6]);
    expect(new Set(plans.map((plan) => JSON.stringify(plan))).size).toBe(200);
  });

  it('fall while people work, in their order, and one of them kills', () => {
    for (const plan of plans) {
      expect(plan.length).toBeGreaterThanOrEqual(3);
      expect(plan.map(({ atMs }) => atMs)).toEqual(plan.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
      expect(plan.every(({ atMs }) => atMs > 0 && atMs < OPTIONS.roundMs)).toBe(true);
      expect(plan.some(({ kind }) => kind.startsWith('kill'))).toBe(true);
    }
  });

  it('are of every kind and meet either gateway; a pause outlives a hold', () => {
    const all = plans.flat();
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(BLOWS));
    expect(new Set(all.map(({ gateway }) => gateway))).toEqual(new Set([0, 1]));
    const pauses = all.filter(({ kind }) => kind === 'pause-gateway');
    expect(pauses.every(({ forMs }) => forMs > OPTIONS.holdTtlMs)).toBe(true);
  });
});
