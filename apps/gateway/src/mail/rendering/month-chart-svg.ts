import { BILLING_TIME_ZONE, type Locale } from '@nyla/contracts';
import { formatMoney, NANO_PER_CHF, type Nano, parseChf } from '@nyla/money';

export const CHART_WIDTH = 600;
export const CHART_HEIGHT = 220;

/** Light by itself, with an edge, so that it stands as a card in mail programs that turn the page dark. */
const COLOURS = {
  ground: '#ffffff',
  edge: '#d5dade',
  grid: '#e6e9ec',
  text: '#4a5560',
  bar: '#0e6c73',
  weekend: '#78bdc0',
} as const;

const FONT_SIZE = 12;
const EDGE = 14;
/** Of a digit in the chart's font and size; a little more, so that no label leaves the card. */
const DIGIT_WIDTH = 7.4;
/** Of «CHF». */
const UNIT_WIDTH = 26;
const LABEL_GAP = 8;
const TOP = 24;
const BOTTOM = 30;
const GAP_SHARE = 0.28;
/** Also of what would be too small to see: that something was used is part of the picture. */
const SMALLEST_BAR = 1;
const BAR_RADIUS = 2;
const MOST_STEPS = 4n;
/** Days of the month that are named. */
const NAMED_DAYS = [1, 8, 15, 22, 29] as const;

interface Day {
  readonly date: string;
  readonly amount: string;
}

/** The picture as SVG. Labels are made here of figures and dates alone, so that nothing needs to be escaped. */
export function monthChartSvg(days: readonly Day[], locale: Locale): string {
  const amounts = days.map(({ amount }) => max(parseChf(amount), 0n));
  const { step, steps } = scaleOf(amounts.reduce(max, 0n));
  const top = step * steps;
  const labels = Array.from({ length: Number(steps) + 1 }, (_, index) => labelOf(step * BigInt(index), step));
  const left = EDGE + Math.max(UNIT_WIDTH, ...labels.map(({ length }) => length * DIGIT_WIDTH)) + LABEL_GAP;
  const right = CHART_WIDTH - EDGE;
  const floor = CHART_HEIGHT - BOTTOM;
  const height = floor - TOP;
  // Only here do amounts become numbers: a pixel is no money.
  const heightOf = (amount: Nano): number => (Number((amount * 1_000_000n) / top) / 1_000_000) * height;

  const grid = labels.map((label, index) => {
    const y = round(floor - (height * index) / Number(steps));
    return (
      `<line x1="${round(left)}" y1="${y}" x2="${right}" y2="${y}" stroke="${COLOURS.grid}"/>` +
      text(label, round(left - LABEL_GAP), y + 4, 'end')
    );
  });
  const slot = (right - left) / Math.max(days.length, 1);
  const width = slot * (1 - GAP_SHARE);
  const bars = amounts.map((amount, index) => {
    if (amount === 0n) return '';
    const tall = Math.max(heightOf(amount), SMALLEST_BAR);
    const x = left + slot * index + (slot - width) / 2;
    const colour = isWeekend(days[index]?.date ?? '') ? COLOURS.weekend : COLOURS.bar;
    return bar(x, floor, width, tall, colour);
  });
  const names = days.flatMap(({ date }, index) =>
    NAMED_DAYS.some((day) => day === Number(date.slice(8)))
      ? [text(dayName(date, locale), round(left + slot * (index + 0.5)), floor + 19, 'middle')]
      : [],
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${CHART_WIDTH}" height="${CHART_HEIGHT}" viewBox="0 0 ${CHART_WIDTH} ${CHART_HEIGHT}">`,
    `<rect width="${CHART_WIDTH}" height="${CHART_HEIGHT}" fill="${COLOURS.ground}"/>`,
    `<rect x="0.5" y="0.5" width="${CHART_WIDTH - 1}" height="${CHART_HEIGHT - 1}" fill="none" stroke="${COLOURS.edge}"/>`,
    `<g font-family="Inter" font-size="${FONT_SIZE}" fill="${COLOURS.text}">`,
    text('CHF', round(left - LABEL_GAP), 15, 'end'),
    ...grid,
    ...names,
    '</g>',
    ...bars,
    `<line x1="${round(left)}" y1="${floor}" x2="${right}" y2="${floor}" stroke="${COLOURS.text}"/>`,
    '</svg>',
  ].join('');
}

/** Round steps of one, two or five, at most four of them, that reach over the largest amount. */
export function scaleOf(largest: Nano): { readonly step: Nano; readonly steps: bigint } {
  if (largest === 0n) return { step: NANO_PER_CHF, steps: 1n };
  for (let power = 1n; ; power *= 10n) {
    for (const factor of [1n, 2n, 5n]) {
      const step = factor * power;
      const steps = (largest + step - 1n) / step;
      if (steps <= MOST_STEPS) return { step, steps };
    }
  }
}

/** All labels of an axis have the same decimals: those of its step, and Rappen or none. */
function labelOf(amount: Nano, step: Nano): string {
  if (step % NANO_PER_CHF === 0n) return formatMoney(amount, { currency: false }).replace(/\.00$/, '');
  const decimals = Math.max(2, stepDecimals(step));
  const fraction = (amount % NANO_PER_CHF).toString().padStart(9, '0').slice(0, decimals);
  const whole = formatMoney(amount - (amount % NANO_PER_CHF), { currency: false }).replace(/\.00$/, '');
  return `${whole}.${fraction}`;
}

function stepDecimals(step: Nano): number {
  return step.toString().padStart(9, '0').slice(-9).replace(/0+$/, '').length;
}

/** Rounded at the top alone. */
function bar(x: number, floor: number, width: number, tall: number, colour: string): string {
  const radius = Math.min(BAR_RADIUS, tall, width / 2);
  const top = floor - tall;
  const [x1, x2] = [round(x), round(x + width)];
  return (
    `<path d="M${x1} ${floor}V${round(top + radius)}Q${x1} ${round(top)} ${round(x + radius)} ${round(top)}` +
    `H${round(x + width - radius)}Q${x2} ${round(top)} ${x2} ${round(top + radius)}V${floor}Z" fill="${colour}"/>`
  );
}

function text(words: string, x: number, y: number, anchor: 'end' | 'middle'): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${words}</text>`;
}

function dayName(date: string, locale: Locale): string {
  const noon = new Date(`${date}T12:00:00Z`);
  const language = locale === 'en' ? 'en-GB' : locale;
  const name = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: BILLING_TIME_ZONE });
  // French counts the first of a month, and no other day.
  return locale === 'fr-CH' ? name.format(noon).replace(/^1(?=\s)/, '1er') : name.format(noon);
}

function isWeekend(date: string): boolean {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6;
}

function max(a: Nano, b: Nano): Nano {
  return a > b ? a : b;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
