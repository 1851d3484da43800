import { axisTicks } from './ticks';

describe('axis ticks', () => {
  it.each<[bigint, bigint[]]>([
    [0n, [0n, 1n]],
    [1n, [0n, 1n]],
    [7n, [0n, 2n, 4n, 6n, 8n]],
    [20n, [0n, 5n, 10n, 15n, 20n]],
    [4_200_000_000n, [0n, 2_000_000_000n, 4_000_000_000n, 6_000_000_000n]],
    [99n, [0n, 50n, 100n]],
  ])('up to %s are %j', (highest, ticks) => expect(axisTicks(highest, 4)).toEqual(ticks));

  it('cover any highest value with few ticks', () => {
    for (let highest = 1n; highest < 10n ** 18n; highest = highest * 3n + 1n) {
      const ticks = axisTicks(highest, 4);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(highest);
      expect(ticks.length).toBeLessThanOrEqual(5);
    }
  });
});
