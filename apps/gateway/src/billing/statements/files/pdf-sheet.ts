import { createRequire } from 'node:module';
import { buffer } from 'node:stream/consumers';
import Pdf from 'pdfkit';

// Inter, SIL Open Font License 1.1: it may be embedded. It has the letters of our languages and of their neighbours.
const require = createRequire(import.meta.url);
const FONTS = {
  normal: require.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'),
  bold: require.resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf'),
} as const;
type Font = keyof typeof FONTS;

/** Points in a millimetre. */
const MM = 72 / 25.4;
export const mm = (millimetres: number): number => millimetres * MM;

const LEFT = mm(25);
const RIGHT = mm(190);
const TOP = mm(20);
const BOTTOM = mm(272);
const FOOT = mm(282);
const INK = '#1a1b1e';
const MUTED = '#5c5f66';
const RULE = '#ced4da';
const CELL_GAP = 8;
const ROW_GAP = 4;
const BODY_SIZE = 8.5;
/** Figures of one width, so that they stand under one another; in text they would tear words apart. */
const FIGURES: PDFKit.Mixins.OpenTypeFeatures[] = ['tnum'];

export interface PdfInfo {
  readonly title: string;
  readonly author: string;
  readonly language: string;
  readonly created: Date;
}

export interface PdfColumn {
  readonly title: string;
  readonly isFigure: boolean;
  /** In points; absent: what the others leave. */
  readonly width?: number;
}

export interface PdfRow {
  readonly cells: readonly string[];
  readonly isTotal?: boolean;
}

interface TextPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly font?: Font;
  readonly size?: number;
  readonly colour?: string;
  readonly isRight?: boolean;
}

type Tag = 'H1' | 'H2' | 'P' | 'TH' | 'TD';

/** An A4 letter: text and tables from top to bottom, page after page, tagged for screen readers. */
export class PdfSheet {
  private readonly document: PDFKit.PDFDocument;
  private readonly content: Promise<Buffer>;
  private readonly root: PDFKit.PDFStructureElement;
  private y = TOP;

  constructor(info: PdfInfo) {
    this.document = new Pdf({
      size: 'A4',
      // Places are computed here: a margin would break the page on its own.
      margin: 0,
      pdfVersion: '1.7',
      tagged: true,
      displayTitle: true,
      bufferPages: true,
      lang: info.language,
      font: FONTS.normal,
      info: {
        Title: info.title,
        Author: info.author,
        Creator: 'Nyla',
        CreationDate: info.created,
        ModDate: info.created,
      },
    });
    this.content = buffer(this.document);
    this.root = this.document.struct('Document');
    this.document.addStructure(this.root);
  }

  /** Continues below this height. */
  moveTo(y: number): void {
    this.y = y;
  }

  skip(points: number): void {
    this.y += points;
  }

  /** Lines of an address or of facts, at a place of their own. */
  block(lines: readonly string[], x: number, y: number, width: number, size = 9.5): void {
    let top = y;
    for (const line of lines) top += this.tagged(this.root, 'P', line, { x, y: top, width, size });
  }

  heading(tag: 'H1' | 'H2', text: string): void {
    const size = tag === 'H1' ? 17 : 10.5;
    const width = RIGHT - LEFT;
    // A heading stays with the rows below it.
    this.room(tag === 'H1' ? 60 : 70);
    this.y += this.tagged(this.root, tag, text, { x: LEFT, y: this.y, width, font: 'bold', size }) + 4;
  }

  paragraph(text: string): void {
    const place = { x: LEFT, y: this.y, width: RIGHT - LEFT, size: 8, colour: MUTED };
    this.room(this.heightOf(text, place));
    this.y += this.tagged(this.root, 'P', text, { ...place, y: this.y }) + ROW_GAP;
  }

  /** A table whose head is repeated on each page that it reaches. */
  table(columns: readonly PdfColumn[], rows: readonly PdfRow[]): void {
    const places = placesOf(columns);
    const table = this.document.struct('Table');
    this.root.add(table);
    const head: PdfRow = { cells: columns.map(({ title }) => title) };
    const hasHead = head.cells.some((title) => title !== '');
    if (hasHead) this.row(table, head, columns, places, { tag: 'TH', height: this.rowHeight(head, columns, places) });
    for (const row of rows) {
      const height = this.rowHeight(row, columns, places);
      if (this.y + height > BOTTOM) {
        this.newPage();
        if (hasHead) this.repeatedHead(head, columns, places);
      }
      this.row(table, row, columns, places, { tag: 'TD', height });
    }
    table.end();
    this.y += 10;
  }

  /** Writes the foot of every page and answers the file. */
  async end(foot: (page: number, pages: number) => readonly [left: string, right: string]): Promise<Buffer> {
    this.root.end();
    const { count } = this.document.bufferedPageRange();
    for (let page = 0; page < count; page++) {
      this.document.switchToPage(page);
      const [left, right] = foot(page + 1, count);
      this.artifact(() => {
        const place = { x: LEFT, y: FOOT, width: RIGHT - LEFT, size: 7.5, colour: MUTED };
        this.text(left, place);
        this.text(right, { ...place, isRight: true });
      });
    }
    this.document.end();
    return this.content;
  }

  private row(
    table: PDFKit.PDFStructureElement,
    row: PdfRow,
    columns: readonly PdfColumn[],
    places: readonly Place[],
    { tag, height }: { readonly tag: 'TH' | 'TD'; readonly height: number },
  ): void {
    if (row.isTotal) this.rule(INK);
    const element = this.document.struct('TR');
    table.add(element);
    for (const [index, place] of places.entries()) {
      this.tagged(element, tag, row.cells[index] ?? '', this.cellPlace(row, columns[index], place, tag));
    }
    element.end();
    this.y += height;
    if (!row.isTotal) this.rule(tag === 'TH' ? INK : RULE);
  }

  /** What is repeated is there for the eye: a screen reader has heard the head. */
  private repeatedHead(row: PdfRow, columns: readonly PdfColumn[], places: readonly Place[]): void {
    this.artifact(() => {
      for (const [index, place] of places.entries()) {
        this.text(row.cells[index] ?? '', this.cellPlace(row, columns[index], place, 'TH'));
      }
    });
    this.y += this.rowHeight(row, columns, places);
    this.rule(INK);
  }

  private cellPlace({ isTotal }: PdfRow, column: PdfColumn | undefined, { x, width }: Place, tag: Tag): TextPlace {
    const font = isTotal || tag === 'TH' ? 'bold' : 'normal';
    const place = { x, width, y: this.y + ROW_GAP, font, size: BODY_SIZE } as const;
    return { ...place, isRight: column?.isFigure ?? false };
  }

  private rowHeight({ cells, isTotal }: PdfRow, columns: readonly PdfColumn[], places: readonly Place[]): number {
    const font = isTotal ? 'bold' : 'normal';
    const heights = places.map(({ x, width }, index) =>
      this.heightOf(cells[index] ?? '', {
        x,
        y: 0,
        width,
        font,
        size: BODY_SIZE,
        isRight: columns[index]?.isFigure ?? false,
      }),
    );
    return Math.max(...heights) + 2 * ROW_GAP;
  }

  private rule(colour: string): void {
    this.artifact(() => {
      this.document.moveTo(LEFT, this.y).lineTo(RIGHT, this.y).lineWidth(0.5).strokeColor(colour).stroke();
    });
  }

  private room(height: number): void {
    if (this.y + height > BOTTOM) this.newPage();
  }

  private newPage(): void {
    this.document.addPage();
    this.y = TOP;
  }

  private artifact(draw: () => void): void {
    this.document.markContent('Artifact');
    draw();
    this.document.endMarkedContent();
  }

  /** Answers the height that the text takes. */
  private tagged(parent: PDFKit.PDFStructureElement, tag: Tag, text: string, place: TextPlace): number {
    parent.add(this.document.struct(tag, {}, () => this.text(text, place)));
    return this.heightOf(text, place);
  }

  private text(text: string, place: TextPlace): void {
    const { x, y, width, isRight = false, colour = INK } = place;
    this.style(place)
      .fillColor(colour)
      .text(text, x, y, {
        width,
        align: isRight ? 'right' : 'left',
        // Only without features are words that come again laid out once.
        ...(isRight ? { features: FIGURES } : {}),
      });
  }

  private heightOf(text: string, place: TextPlace): number {
    const styled = this.style(place);
    // Figures never wrap, and finding that out would cost the most.
    return text === '' || place.isRight
      ? styled.currentLineHeight(true)
      : styled.heightOfString(text, { width: place.width });
  }

  private style({ font = 'normal', size = BODY_SIZE }: TextPlace): PDFKit.PDFDocument {
    // By its path, under which pdfkit keeps it: under a name of ours it would read the file each time.
    return this.document.font(FONTS[font]).fontSize(size);
  }
}

interface Place {
  readonly x: number;
  readonly width: number;
}

/** Columns side by side over the whole width; those without a width share what is left. */
function placesOf(columns: readonly PdfColumn[]): Place[] {
  const gaps = CELL_GAP * (columns.length - 1);
  const given = columns.reduce((total, { width = 0 }) => total + width, 0);
  const flexible = columns.filter(({ width }) => width === undefined).length;
  const share = (RIGHT - LEFT - gaps - given) / Math.max(1, flexible);
  let x = LEFT;
  return columns.map(({ width = share }) => {
    const place = { x, width };
    x += width + CELL_GAP;
    return place;
  });
}
