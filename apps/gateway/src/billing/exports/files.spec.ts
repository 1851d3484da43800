import { Readable } from 'node:stream';
import { strFromU8, unzipSync } from 'fflate';
import readSheets from 'read-excel-file/node';
import { bookingColumns, type NamedBooking } from './booking-columns.js';
import { CSV_FILE } from './csv-file.js';
import { EXPORT_TEXTS } from './export-texts.js';
import type { FileColumn, FileFormatWriter } from './file-column.js';
import { xlsxFile } from './xlsx-file.js';

const USER = '00000000-0000-7000-8000-000000000002';
const AUTOMATION = '00000000-0000-7000-8000-000000000003';

const ROW: NamedBooking['row'] = {
  id: '00000000-0000-7000-8000-000000000001',
  account_id: '00000000-0000-7000-8000-000000000009',
  seq: '7',
  type: 'debit',
  amount: '-0.004212345',
  balance_after: '12.500000000',
  created_at: '2026-11-22T10:00:00.000001Z',
  local_time: '2026-11-22 11:00:00.000',
  user_id: USER,
  feature: 'chat',
  connector_type: 'demo',
  model: 'demo-1',
  outcome: 'completed',
  estimated: false,
  late: false,
  usage: {
    input: 1,
    cacheRead: 20,
    cacheWrite: 300,
    cacheWriteLong: 4_000,
    output: 5,
    reasoning: 2,
    searchRequests: 0,
    searchCredits: 0,
  },
  reason: null,
  reference: null,
  chat_id: null,
  automation_id: AUTOMATION,
  run_id: null,
  reversal_of: null,
};
const NAMES = { users: new Map([[USER, 'Jörg Müller']]), automations: new Map([[AUTOMATION, 'Wochenbericht']]) };

function named(row: Partial<NamedBooking['row']> = {}): NamedBooking {
  return { row: { ...ROW, ...row }, names: NAMES, accountOwner: null };
}

async function* batchesOf<Row>(...batches: Row[][]): AsyncGenerator<Row[]> {
  for (const batch of batches) yield batch;
}

async function bytesOf(stream: Readable): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(Buffer.from(piece as Uint8Array));
  return Buffer.concat(pieces);
}

const COLUMNS = bookingColumns(EXPORT_TEXTS['de-CH']);

async function csvOf(...rows: Partial<NamedBooking['row']>[]): Promise<string> {
  return (await bytesOf(CSV_FILE.write(COLUMNS, batchesOf(rows.map(named)), ''))).toString();
}

/** The cells of the only row; none of them may contain a separator. */
async function cellsOf(row: Partial<NamedBooking['row']>): Promise<string[]> {
  const [, line = ''] = (await csvOf(row)).split('\r\n');
  return line.split(';');
}

describe('bookings as CSV', () => {
  it('is what Swiss Excel opens: byte order mark, semicolons, CRLF, every digit', async () => {
    const other = { amount: '50.00', type: 'credit', usage: null, estimated: true, feature: null } as const;
    expect(await csvOf({}, other)).toBe(
      '\uFEFFZeit;Nr.;Art;Anbieter;Modell;Funktion;Automation;Lauf;Schritt;Benutzer;Tokens Eingabe;Tokens Ausgabe;Betrag CHF;Saldo CHF;' +
        'Konto;Ergebnis;Geschätzt;Grund;Referenz;Zeit (UTC);Buchung\r\n' +
        '22.11.2026 11:00:00;7;Verbrauch;Demo;demo-1;Chat;Wochenbericht;;;Jörg Müller;4321;5;-0.004212345;12.50;' +
        `Mandant;vollständig;;;;2026-11-22T10:00:00.000001Z;${ROW.id}\r\n` +
        '22.11.2026 11:00:00;7;Aufladung;Demo;demo-1;;Wochenbericht;;;Jörg Müller;;;50.00;12.50;' +
        `Mandant;vollständig;ja;;;2026-11-22T10:00:00.000001Z;${ROW.id}\r\n`,
    );
  });

  it('names run and step of what an automation used, and of nothing else', async () => {
    const run_id = '00000000-0000-7000-8000-00000000000a';
    expect((await cellsOf({ run_id, reference: 'loop[0].frage' })).slice(6, 9)).toEqual([
      'Wochenbericht',
      run_id,
      'loop[0].frage',
    ]);
    expect((await cellsOf({ reference: 'AB-12' })).slice(7, 9)).toEqual(['', '']);
  });

  it('has a head and nothing else without bookings, in the language of its reader', async () => {
    const english = bookingColumns(EXPORT_TEXTS.en);
    const lines = (await bytesOf(CSV_FILE.write(english, batchesOf([]), ''))).toString().split('\r\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('Amount CHF;Balance CHF');
  });

  it.each(['=1+1', '+41 44 123', '-2+3', '@SUM(A1)', '\tcmd', '-', '=HYPERLINK("http://x")'])(
    'does not let Excel run %j',
    async (reference) => {
      const text = await csvOf({ reference });
      expect(text).toContain(`'${reference.replaceAll('"', '""')}`);
      expect(text).not.toContain(`;${reference};`);
    },
  );

  it.each(['-0.5', '-12', '7'])('leaves the number %s a number', async (reference) => {
    expect((await cellsOf({ reference }))[18]).toBe(reference);
  });

  it.each([
    ['a;b', '"a;b"'],
    ['a"b', '"a""b"'],
    ['a\nb', '"a\nb"'],
    ['a\rb', '"a\rb"'],
    ['a\r\nb', '"a\r\nb"'],
  ])('quotes %j', async (reason, written) => {
    expect(await csvOf({ reason })).toContain(`;${written};`);
  });

  it('says beforehand about how long it will be', async () => {
    const rows = Array.from({ length: 300 }, (_, index) =>
      named({ seq: String(index), reason: 'x'.repeat(index % 7) }),
    );
    const length = (await bytesOf(CSV_FILE.write(COLUMNS, batchesOf(rows), ''))).length;
    const estimate = CSV_FILE.estimateLength(COLUMNS, rows.slice(0, 100), 300);
    expect(Math.abs(estimate - length) / length).toBeLessThan(0.02);
  });
});

describe('bookings as XLSX', () => {
  async function sheetsOf(writer: FileFormatWriter, ...batches: NamedBooking[][]) {
    const bytes = await bytesOf(writer.write(COLUMNS, batchesOf(...batches), 'Buchungen'));
    return { bytes, sheets: await readSheets(Readable.from([bytes])) };
  }

  it('holds real numbers and dates, and texts as they are', async () => {
    const evil = '=HYPERLINK("http://x";"<&>") _x0041_ \u0007';
    const { sheets } = await sheetsOf(xlsxFile(), [named(), named({ reason: evil, usage: null })]);
    expect(sheets.map(({ sheet }) => sheet)).toEqual(['Buchungen']);
    const [head, first, second] = sheets[0]?.data ?? [];
    expect(head).toEqual(COLUMNS.map(({ title }) => title));
    expect(first).toEqual([
      new Date('2026-11-22T11:00:00.000Z'),
      7,
      'Verbrauch',
      'Demo',
      'demo-1',
      'Chat',
      'Wochenbericht',
      null,
      null,
      'Jörg Müller',
      4321,
      5,
      -0.004212345,
      12.5,
      'Mandant',
      'vollständig',
      null,
      null,
      null,
      '2026-11-22T10:00:00.000001Z',
      ROW.id,
    ]);
    expect(second?.[10]).toBeNull();
    expect(String(second?.[17])).toContain('=HYPERLINK("http://x";"<&>") _x');
  });

  it('freezes the head and holds no formula', async () => {
    const { bytes } = await sheetsOf(xlsxFile(), [named({ reason: '=1+1' })]);
    const sheet = strFromU8(unzipSync(bytes)['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
    expect(sheet).toContain('<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>');
    expect(sheet).not.toContain('<f>');
  });

  it.each([
    [0, [0]],
    [1, [1]],
    [4, [4]],
    [5, [4, 1]],
    [8, [4, 4]],
    [11, [4, 4, 3]],
  ])('of %i rows has sheets of %j, each with its head', async (count, lengths) => {
    const rows = Array.from({ length: count }, (_, index) => named({ seq: String(index + 1) }));
    const { sheets } = await sheetsOf(xlsxFile(4), rows.slice(0, 3), [], rows.slice(3));
    expect(sheets.map(({ data }) => data.length - 1)).toEqual(lengths);
    expect(sheets.flatMap(({ data }) => data.slice(1).map((row) => row[1]))).toEqual(
      rows.map(({ row }) => Number(row.seq)),
    );
    expect(sheets.every(({ data }) => data[0]?.[0] === 'Zeit')).toBe(true);
    expect(sheets.map(({ sheet }) => sheet)).toEqual(
      lengths.map((_, index) => (index === 0 ? 'Buchungen' : `Buchungen ${index + 1}`)),
    );
  });

  it('has more columns than the alphabet has letters', async () => {
    const wide = Array.from(
      { length: 30 },
      (_, index): FileColumn<number> => ({
        title: `t${index}`,
        kind: 'integer',
        width: 9,
        value: (row) => String(row + index),
      }),
    );
    const bytes = await bytesOf(xlsxFile().write(wide, batchesOf([100]), 'a'));
    const [sheet] = await readSheets(Readable.from([bytes]));
    expect(sheet?.data[1]).toEqual(Array.from({ length: 30 }, (_, index) => 100 + index));
  });
});

describe.each([
  ['CSV', CSV_FILE],
  ['XLSX', xlsxFile(1_000)],
])('the stream of a %s', (_, writer) => {
  it('asks for rows only as fast as it is read, and for none when its reader has left', async () => {
    let asked = 0;
    const ended = Promise.withResolvers<void>();
    async function* endless(): AsyncGenerator<NamedBooking[]> {
      try {
        for (;;) {
          asked += 1;
          yield Array.from({ length: 500 }, (__, index) => named({ reference: `${asked} ${index} ${Math.random()}` }));
        }
      } finally {
        ended.resolve();
      }
    }
    const stream = writer.write(COLUMNS, endless(), 'Buchungen');
    const reader = stream[Symbol.asyncIterator]();
    await reader.next();
    // Buffers on the way fill up first.
    let before = -1;
    while (before !== asked) {
      before = asked;
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    expect(asked).toBeLessThan(40);
    stream.destroy();
    await ended.promise;
    expect(asked).toBe(before);
  });

  it('breaks off when the rows do', async () => {
    async function* broken(): AsyncGenerator<NamedBooking[]> {
      yield [named()];
      throw new Error('the database is gone');
    }
    await expect(bytesOf(writer.write(COLUMNS, broken(), 'Buchungen'))).rejects.toThrow('the database is gone');
  });
});
