/** Upper ends of the steps, in milliseconds; the last step is everything beyond. Stored counts depend on their number. */
const STEP_ENDS_MS = [
  50, 100, 150, 200, 300, 400, 500, 650, 800, 1_000, 1_250, 1_500, 2_000, 2_500, 3_000, 4_000, 5_000, 7_000, 10_000,
  15_000, 20_000, 30_000, 60_000, 120_000,
] as const;

export const STEP_COUNT = STEP_ENDS_MS.length + 1;

/** Which step a time belongs to. */
export function stepOf(ms: number): number {
  const index = STEP_ENDS_MS.findIndex((end) => ms <= end);
  return index === -1 ? STEP_COUNT - 1 : index;
}

/**
 * The time that a share of the calls stays below, in whole milliseconds; as fine as the steps are, which lie a third
 * apart at most. Sums of many gateways' counts have quantiles too, which their own quantiles would not.
 * @returns null where nothing was counted
 */
export function quantileOf(counts: readonly number[], share: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const wanted = share * total;
  let below = 0;
  for (const [step, count] of counts.entries()) {
    if (count > 0 && below + count >= wanted) {
      const from = STEP_ENDS_MS[step - 1] ?? 0;
      const to = STEP_ENDS_MS[step] ?? from;
      return Math.round(from + ((wanted - below) / count) * (to - from));
    }
    below += count;
  }
  return null;
}
