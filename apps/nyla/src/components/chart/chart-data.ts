/** One bar. Values are whole numbers of the smallest unit, so that every label can be exact. */
export interface ChartBucket {
  readonly key: string;
  /** Short, for the axis. */
  readonly label: string;
  /** In full, for the tooltip. */
  readonly title: string;
  readonly values: ReadonlyMap<string, bigint>;
  readonly total: bigint;
  /** What it is compared with; undefined while that is not known. */
  readonly previous?: bigint | undefined;
}

export interface ChartSeries {
  readonly key: string;
  readonly label: string;
  readonly color: string;
}
