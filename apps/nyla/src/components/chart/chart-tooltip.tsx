import classes from './chart.module.css';
import type { ChartBucket, ChartSeries } from './chart-data';
import { PreviousMark, Swatch } from './swatch';

interface ChartTooltipProps {
  readonly bucket: ChartBucket;
  readonly series: readonly ChartSeries[];
  readonly totalLabel: string;
  readonly previousLabel?: string | undefined;
  readonly format: (value: bigint) => string;
}

/** The figures of one bar, from the top of the stack to its bottom. */
export function ChartTooltip({ bucket, series, totalLabel, previousLabel, format }: ChartTooltipProps) {
  const rows = series.filter(({ key }) => (bucket.values.get(key) ?? 0n) > 0n).toReversed();
  return (
    <div className={classes['tooltip']}>
      <div className={classes['tooltipTitle']}>{bucket.title}</div>
      <dl className={classes['tooltipRows']}>
        {rows.map(({ key, label, color }) => (
          <div key={key} className={classes['tooltipRow']}>
            <dt>
              <Swatch color={color} />
              {label}
            </dt>
            <dd>{format(bucket.values.get(key) ?? 0n)}</dd>
          </div>
        ))}
        <div className={classes['tooltipTotal']}>
          <dt>{totalLabel}</dt>
          <dd>{format(bucket.total)}</dd>
        </div>
        {previousLabel !== undefined && bucket.previous !== undefined ? (
          <div className={classes['tooltipRow']}>
            <dt>
              <PreviousMark />
              {previousLabel}
            </dt>
            <dd>{format(bucket.previous)}</dd>
          </div>
        ) : null}
      </dl>
    </div>
  );
}
