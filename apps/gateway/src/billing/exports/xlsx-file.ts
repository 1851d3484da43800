import { PassThrough, Readable } from 'node:stream';
import { deflateRawSync } from 'node:zlib';
import { XLSX_MEDIA_TYPE } from '@nyla/contracts';
import { ZipFile } from 'yazl';
import type { ColumnKind, FileColumn, FileFormatWriter } from './file-column.js';
import {
  contentTypes,
  PACKAGE_RELATIONS,
  type SheetPart,
  STYLES,
  sheetEnd,
  sheetStart,
  workbook,
  workbookRelations,
} from './xlsx-parts.js';

/** Excel's limit is 1'048'576 rows; the first of each sheet is the head. */
export const ROWS_PER_SHEET = 1_048_575;
/** A fast level: the file is made while its reader waits. */
const COMPRESSION_LEVEL = 4;
const FIXED_PARTS_BYTES = 2_500;

const STYLE_OF: Readonly<Record<ColumnKind, number>> = { text: 0, integer: 2, money: 3, time: 4, day: 5 };
const HEAD_STYLE = 1;
/** Days between Excel's day zero and 1970. */
const EXCEL_EPOCH_DAYS = 25_569;
const MS_PER_DAY = 86_400_000;

/** A workbook with real numbers and dates, a frozen head, and as many sheets as the rows need. */
export function xlsxFile(rowsPerSheet = ROWS_PER_SHEET): FileFormatWriter {
  return {
    mediaType: XLSX_MEDIA_TYPE,
    extension: 'xlsx',
    estimateLength: (columns, sample, count) => {
      if (sample.length === 0) return FIXED_PARTS_BYTES;
      const packed = deflateRawSync(Buffer.from(rowsOf(columns, sample, 2)), { level: COMPRESSION_LEVEL });
      return FIXED_PARTS_BYTES + Math.round((packed.length / sample.length) * count);
    },
    write: (columns, batches, name) => new WorkbookStream(columns, batches, name, rowsPerSheet).start(),
  };
}

/**
 * Writes the sheets one after the other into one archive. Each sheet is pulled by the archive, which is pulled by its
 * reader: who reads slowly slows the database down, and who leaves ends it.
 */
class WorkbookStream<Row> {
  private readonly zip = new ZipFile();
  private readonly output = new PassThrough();
  private readonly source: RowSource<Row>;
  private readonly sheets: SheetPart[] = [];
  private current: Readable | undefined;

  constructor(
    private readonly columns: readonly FileColumn<Row>[],
    batches: AsyncIterable<readonly Row[]>,
    private readonly name: string,
    private readonly rowsPerSheet: number,
  ) {
    this.source = new RowSource(batches);
  }

  start(): Readable {
    this.zip.outputStream.pipe(this.output);
    this.zip.on('error', (error: Error) => this.output.destroy(error));
    this.output.once('close', () => {
      this.current?.destroy();
      void this.source.close();
    });
    this.addSheet();
    return this.output;
  }

  private addSheet(): void {
    const number = this.sheets.length + 1;
    this.sheets.push({ number, name: number === 1 ? this.name : `${this.name} ${number}` });
    const sheet = Readable.from(this.sheetText(), { objectMode: false });
    this.current = sheet;
    // A file that ends in the middle must not look whole.
    sheet.once('error', (error) => this.output.destroy(error));
    this.zip.addReadStream(sheet, `xl/worksheets/sheet${number}.xml`, { compressionLevel: COMPRESSION_LEVEL });
  }

  private async *sheetText(): AsyncGenerator<string> {
    const head = this.columns.map(({ title }, index) => textCell(index, 1, HEAD_STYLE, title)).join('');
    yield `${sheetStart(this.columns.map(({ width }) => width))}<row r="1">${head}</row>`;
    let written = 0;
    while (written < this.rowsPerSheet) {
      const rows = await this.source.take(this.rowsPerSheet - written);
      if (rows.length === 0) break;
      yield rowsOf(this.columns, rows, written + 2);
      written += rows.length;
    }
    yield sheetEnd();
    // Decided before this sheet ends: afterwards the archive would be waiting for nothing.
    if (await this.source.isEmpty()) this.finish();
    else this.addSheet();
  }

  private finish(): void {
    const add = (name: string, xml: string): void => this.zip.addBuffer(Buffer.from(xml), name);
    add('[Content_Types].xml', contentTypes(this.sheets));
    add('_rels/.rels', PACKAGE_RELATIONS);
    add('xl/workbook.xml', workbook(this.sheets));
    add('xl/_rels/workbook.xml.rels', workbookRelations(this.sheets));
    add('xl/styles.xml', STYLES);
    this.zip.end();
  }
}

/** Batches of rows, cut to what is asked for. */
class RowSource<Row> {
  private readonly iterator: AsyncIterator<readonly Row[]>;
  private left: readonly Row[] = [];
  private done = false;

  constructor(batches: AsyncIterable<readonly Row[]>) {
    this.iterator = batches[Symbol.asyncIterator]();
  }

  /** At most `limit` rows; none: there are no more. */
  async take(limit: number): Promise<readonly Row[]> {
    await this.fill();
    const rows = this.left.slice(0, limit);
    this.left = this.left.slice(limit);
    return rows;
  }

  async isEmpty(): Promise<boolean> {
    await this.fill();
    return this.left.length === 0;
  }

  async close(): Promise<void> {
    this.done = true;
    await this.iterator.return?.();
  }

  private async fill(): Promise<void> {
    while (this.left.length === 0 && !this.done) {
      const { done, value } = await this.iterator.next();
      if (done) this.done = true;
      else this.left = value;
    }
  }
}

function rowsOf<Row>(columns: readonly FileColumn<Row>[], rows: readonly Row[], first: number): string {
  let xml = '';
  for (const [offset, row] of rows.entries()) {
    const number = first + offset;
    xml += `<row r="${number}">`;
    for (const [index, { kind, value }] of columns.entries()) {
      const content = value(row);
      if (content === null || content === '') continue;
      xml += kind === 'text' ? textCell(index, number, 0, content) : numberCell(index, number, kind, content);
    }
    xml += '</row>';
  }
  return xml;
}

function numberCell(column: number, row: number, kind: ColumnKind, content: string): string {
  const number = kind === 'time' || kind === 'day' ? serial(content) : content;
  return `<c r="${columnName(column)}${row}" s="${STYLE_OF[kind]}"><v>${number}</v></c>`;
}

function textCell(column: number, row: number, style: number, content: string): string {
  return `<c r="${columnName(column)}${row}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escape(content)}</t></is></c>`;
}

/** Excel counts days, and knows no time zones: this is what the clock showed. */
function serial(local: string): number {
  const ms = Date.parse(`${local.slice(0, 10)}T${local.slice(11) || '00:00:00'}Z`);
  // Upwards by less than a millisecond: readers that cut would show the second before.
  return Math.ceil((ms / MS_PER_DAY + EXCEL_EPOCH_DAYS) * 1e9) / 1e9;
}

const LETTERS = 26;
const FIRST_LETTER = 65;

/** `A` … `Z`, `AA` … */
function columnName(index: number): string {
  const last = String.fromCharCode(FIRST_LETTER + (index % LETTERS));
  return index < LETTERS ? last : columnName(Math.floor(index / LETTERS) - 1) + last;
}

// Characters that XML 1.0 cannot hold, and what Excel would read as one of its own escapes for them.
// oxlint-disable-next-line no-control-regex -- the control characters are the point
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;
const EXCEL_ESCAPE = /_(?=x[0-9A-Fa-f]{4}_)/g;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

function escape(text: string): string {
  return text
    .replace(UNWRITABLE, '\ufffd')
    .replace(EXCEL_ESCAPE, '_x005F_')
    .replace(/[&<>\r]/g, (character) => ENTITIES[character] ?? character);
}
