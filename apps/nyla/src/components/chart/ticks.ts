const STEPS = [1n, 2n, 5n];

/**
 * Round values for an axis from 0 to at least `highest`, in the unit of `highest`, about `count` of them.
 * Exact, so that their labels can be written like every other amount.
 */
export function axisTicks(highest: bigint, count: number): bigint[] {
  if (highest <= 0n) return [0n, 1n];
  const wanted = (highest + BigInt(count) - 1n) / BigInt(count);
  let power = 1n;
  while (power * 10n < wanted) power *= 10n;
  const step = STEPS.map((factor) => factor * power).find((candidate) => candidate >= wanted) ?? power * 10n;
  const ticks = [0n];
  while ((ticks.at(-1) ?? 0n) < highest) ticks.push(BigInt(ticks.length) * step);
  return ticks;
}
