import type { Readable } from 'node:stream';

/** What a column holds. A number is decimal text, so that no digit is lost on its way into a file. */
export type ColumnKind = 'text' | 'integer' | 'money' | 'time' | 'day';

/** One column of a file; `null` leaves the cell empty. */
export interface FileColumn<Row> {
  readonly title: string;
  readonly kind: ColumnKind;
  /** In characters. */
  readonly width: number;
  /** A time is `YYYY-MM-DD HH:MM:SS.mmm` as Swiss clocks show it, a day `YYYY-MM-DD`. */
  readonly value: (row: Row) => string | null;
}

/** Makes a file of rows, batch by batch, so that neither all rows nor the whole file are ever in memory. */
export interface FileFormatWriter {
  readonly mediaType: string;
  readonly extension: string;
  /** About how many bytes the file of `count` rows has, judged by some of them. */
  estimateLength<Row>(columns: readonly FileColumn<Row>[], sample: readonly Row[], count: number): number;
  write<Row>(columns: readonly FileColumn<Row>[], batches: AsyncIterable<readonly Row[]>, name: string): Readable;
}
