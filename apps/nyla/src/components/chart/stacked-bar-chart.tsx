import { useMemo } from 'react';
import { Bar, CartesianGrid, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { ChartBucket, ChartSeries } from './chart-data';
import { ChartTooltip } from './chart-tooltip';
import { axisTicks } from './ticks';

interface StackedBarChartProps {
  /** What the chart shows, for readers who cannot see it. */
  readonly label: string;
  readonly totalLabel: string;
  /** Names what the bars are compared with; without it there is no such line. */
  readonly previousLabel?: string;
  readonly buckets: readonly ChartBucket[];
  /** From the bottom of the stack to its top. */
  readonly series: readonly ChartSeries[];
  readonly height: number;
  readonly format: (value: bigint) => string;
  readonly formatTick: (value: bigint) => string;
  readonly onSelect: (bucketKey: string, seriesKey: string) => void;
}

const TICKS = 4;
const AXIS_CHARACTER_WIDTH = 7.2;
const GAPS_UP_TO_BARS = 45;
const AXIS_TEXT = { fill: 'var(--mantine-color-dimmed)', fontSize: 12 } as const;

/** Stacked bars with exact labels: numbers are only used to place things, every figure is written from the exact value. */
export function StackedBarChart({
  label,
  totalLabel,
  previousLabel,
  buckets,
  series,
  height,
  format,
  formatTick,
  onSelect,
}: StackedBarChartProps) {
  const data = useMemo(() => [...buckets], [buckets]);
  const ticks = useMemo(() => axisOf(buckets, formatTick), [buckets, formatTick]);
  const highest = ticks.at(-1)?.position ?? 1;
  const axisWidth = Math.max(...ticks.map((tick) => tick.label.length)) * AXIS_CHARACTER_WIDTH + 10;
  const gap = buckets.length <= GAPS_UP_TO_BARS ? 1 : 0;

  return (
    <ResponsiveContainer width="100%" height={height}>
      <ComposedChart
        data={data}
        margin={{ top: 8, right: 0, bottom: 0, left: 0 }}
        barCategoryGap="18%"
        maxBarSize={56}
        accessibilityLayer
        title={label}
      >
        <CartesianGrid vertical={false} stroke="var(--nyla-border)" />
        <XAxis
          dataKey="label"
          tick={AXIS_TEXT}
          tickLine={false}
          axisLine={{ stroke: 'var(--mantine-color-default-border)' }}
          minTickGap={20}
          height={28}
        />
        <YAxis
          width={axisWidth}
          tick={AXIS_TEXT}
          tickLine={false}
          axisLine={false}
          domain={[0, highest]}
          ticks={ticks.map(({ position }) => position)}
          tickFormatter={(position: number) => ticks.find((tick) => tick.position === position)?.label ?? ''}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: 'var(--nyla-surface)' }}
          wrapperStyle={{ zIndex: 1 }}
          // oxlint-disable-next-line react/no-unstable-nested-components -- recharts takes a function here, no component
          content={({ active, activeIndex }) => {
            const bucket = active ? buckets[Number(activeIndex)] : undefined;
            return bucket ? (
              <ChartTooltip
                bucket={bucket}
                series={series}
                totalLabel={totalLabel}
                previousLabel={previousLabel}
                format={format}
              />
            ) : null;
          }}
        />
        {series.map(({ key, label: name, color }) => (
          <Bar
            key={key}
            name={name}
            stackId="all"
            dataKey={(bucket: ChartBucket) => Number(bucket.values.get(key) ?? 0n)}
            fill={color}
            stroke="var(--mantine-color-body)"
            strokeWidth={gap}
            isAnimationActive={false}
            cursor="pointer"
            onClick={({ originalDataIndex }) => {
              const bucket = buckets[originalDataIndex];
              if (bucket) onSelect(bucket.key, key);
            }}
          />
        ))}
        {previousLabel !== undefined && buckets.some(({ previous = 0n }) => previous > 0n) ? (
          <Line
            name={previousLabel}
            dataKey={(bucket: ChartBucket) => Number(bucket.previous ?? 0n)}
            type="linear"
            stroke="var(--mantine-color-dimmed)"
            strokeWidth={1.5}
            strokeDasharray="5 4"
            dot={buckets.length === 1}
            activeDot={false}
            isAnimationActive={false}
          />
        ) : null}
      </ComposedChart>
    </ResponsiveContainer>
  );
}

interface Tick {
  readonly position: number;
  readonly label: string;
}

function axisOf(buckets: readonly ChartBucket[], formatTick: (value: bigint) => string): Tick[] {
  let highest = 0n;
  for (const { total, previous = 0n } of buckets) {
    if (total > highest) highest = total;
    if (previous > highest) highest = previous;
  }
  return axisTicks(highest, TICKS).map((value) => ({ position: Number(value), label: formatTick(value) }));
}
