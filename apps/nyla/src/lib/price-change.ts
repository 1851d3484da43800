import { formatCount, parseChf } from './money';
import { moneyText } from './money-text';

/** U+2212, as amounts have it. */
const MINUS = '\u2212';
const NO_BREAK_SPACE = '\u00a0';

/** A price, and how much dearer it is than another one: `CHF 0.02 (+12 %)`. Beside nothing, the price alone. */
export function priceBeside(price: string, other: string): string {
  const [after, before] = [parseChf(price), parseChf(other)];
  return before <= 0n ? moneyText(price) : `${moneyText(price)} (${change(before, after)})`;
}

/** To the nearest whole per cent. */
function change(before: bigint, after: bigint): string {
  const difference = after - before;
  const size = difference < 0n ? -difference : difference;
  const percent = (size * 200n + before) / (2n * before);
  const sign = percent === 0n ? '±' : difference < 0n ? MINUS : '+';
  return `${sign}${formatCount(percent)}${NO_BREAK_SPACE}%`;
}
