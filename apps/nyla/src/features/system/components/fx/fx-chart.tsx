import type { FxRateDto } from '@nyla/contracts';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import chart from '@/components/chart/chart.module.css';
import { useChartPalette } from '@/components/chart/use-chart-palette';
import { dayInZurich } from '@/lib/calendar';
import { formatDay, formatDayShort } from '@/lib/format-date';
import { useLocale } from '@/lib/use-locale';
import { decimalText } from '../../logic/decimal-text';

const AXIS_TEXT = { fill: 'var(--mantine-color-dimmed)', fontSize: 12 } as const;

/** Above and below the line, in CHF: small steps of a rate must not look like cliffs. */
const ROOM = 0.02;

interface Point {
  readonly at: number;
  /** Only to place it: every figure is written from the exact text. */
  readonly value: number;
  readonly text: string;
}

interface FxChartProps {
  readonly rates: readonly FxRateDto[];
  readonly height: number;
}

/** Rates as steps, which is how they hold. The table below has the same figures. */
export function FxChart({ rates, height }: FxChartProps) {
  const { t } = useTranslation('system');
  const [locale] = useLocale();
  const { categories } = useChartPalette();
  const points = useMemo(() => pointsOf(rates), [rates]);
  const day = (at: number) => dayInZurich(new Date(at));
  return (
    <ResponsiveContainer width="100%" height={height}>
      <LineChart
        data={points}
        margin={{ top: 8, right: 12, bottom: 0, left: 0 }}
        accessibilityLayer
        title={t('fx.chart')}
      >
        <CartesianGrid vertical={false} stroke="var(--nyla-border)" />
        <XAxis
          dataKey="at"
          type="number"
          scale="time"
          domain={['dataMin', 'dataMax']}
          tick={AXIS_TEXT}
          tickLine={false}
          axisLine={{ stroke: 'var(--mantine-color-default-border)' }}
          minTickGap={30}
          height={28}
          tickFormatter={(at: number) => formatDayShort(day(at), locale)}
        />
        <YAxis
          width={48}
          tick={AXIS_TEXT}
          tickLine={false}
          axisLine={false}
          domain={[(lowest: number) => lowest - ROOM, (highest: number) => highest + ROOM]}
          tickCount={4}
          tickFormatter={(value: number) => value.toFixed(3)}
        />
        <Tooltip
          isAnimationActive={false}
          // oxlint-disable-next-line react/no-unstable-nested-components -- recharts takes a function here, no component
          content={({ active, payload }) => {
            const point = active ? (payload?.[0]?.payload as Point | undefined) : undefined;
            return point ? (
              <div className={chart['tooltip']}>
                <div className={chart['tooltipTitle']}>{formatDay(day(point.at), locale)}</div>
                {t('fx.rate', { rate: decimalText(point.text) })}
              </div>
            ) : null;
          }}
        />
        <Line
          type="stepAfter"
          dataKey="value"
          stroke={categories[0]}
          strokeWidth={2}
          dot={{ r: 3 }}
          isAnimationActive={false}
        />
      </LineChart>
    </ResponsiveContainer>
  );
}

/** Oldest first; the last one goes on until today, or until the next is to begin. */
function pointsOf(rates: readonly FxRateDto[]): Point[] {
  const points = rates
    .filter(({ state }) => state !== 'withdrawn')
    .map(({ validFrom, usdChf }) => ({ at: Date.parse(validFrom), value: Number(usdChf), text: usdChf }))
    .toSorted((a, b) => a.at - b.at);
  const last = points.at(-1);
  const now = Date.now();
  return last && last.at < now ? [...points, { ...last, at: now }] : points;
}
