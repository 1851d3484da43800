import type { TransactionDto } from '@nyla/contracts';
import { transactionsCsv } from './transactions-csv.js';

const ROW: TransactionDto = {
  id: '00000000-0000-7000-8000-000000000001',
  seq: 7,
  type: 'debit',
  amount: '-0.004212345',
  balanceAfter: '12.50',
  createdAt: '2026-11-22T10:00:00.000001Z',
  userId: '00000000-0000-7000-8000-000000000002',
  userName: 'Jörg Müller',
  feature: 'chat',
  connectorType: 'demo',
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
  chatId: null,
  automationId: null,
  automationName: null,
  runId: null,
  reversalOf: null,
};

async function csvOf(...rows: Partial<TransactionDto>[]): Promise<string> {
  async function* source(): AsyncGenerator<TransactionDto> {
    for (const row of rows) yield { ...ROW, ...row };
  }
  let text = '';
  for await (const piece of transactionsCsv(source())) text += piece;
  return text;
}

/** The cells of the only row; none of them may contain a separator. */
async function cellsOf(row: Partial<TransactionDto>): Promise<string[]> {
  const [, line = ''] = (await csvOf(row)).split('\r\n');
  return line.split(';');
}

describe('bookings as CSV', () => {
  it('is what Swiss Excel opens: byte order mark, semicolons, CRLF, every digit', async () => {
    expect(await csvOf({}, { amount: '50.00', type: 'credit', usage: null, estimated: true })).toBe(
      '\uFEFFZeit (UTC);Nr.;Art;Anbieter;Modell;Funktion;Automation;Benutzer;Tokens Eingabe;Tokens Ausgabe;Betrag CHF;Saldo CHF;' +
        'Ausgang;Geschätzt;Grund;Referenz;Buchung\r\n' +
        '2026-11-22T10:00:00.000001Z;7;debit;demo;demo-1;chat;;Jörg Müller;4321;5;-0.004212345;12.50;completed;;;;' +
        `${ROW.id}\r\n` +
        '2026-11-22T10:00:00.000001Z;7;credit;demo;demo-1;chat;;Jörg Müller;;;50.00;12.50;completed;ja;;;' +
        `${ROW.id}\r\n`,
    );
  });

  it('has a head and nothing else without bookings', async () => {
    expect((await csvOf()).split('\r\n')).toHaveLength(2);
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
    expect((await cellsOf({ reference }))[15]).toBe(reference);
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
});
