import { BalanceFileError, readBalances } from './balance-file.js';

function read(text: string) {
  return readBalances(Buffer.from(text));
}

/** What is wrong with a single amount; undefined when nothing is. */
function amountFault(amount: string): string | undefined {
  return read(`mandate;amount;reference\nMuster AG;${amount};alt\n`).faulty[0]?.fault;
}

it.each([
  ['a semicolon', 'mandate;amount;reference\r\n"Müller; Söhne, ""Filiale""";12.50;alt\r\n', 'Müller; Söhne, "Filiale"'],
  [
    'a comma, a byte order mark and another order',
    '\uFEFFReference,Amount,Mandate\nalt,12.50,"Muster, AG"\n',
    'Muster, AG',
  ],
  ['a tab', 'mandate\tamount\treference\nMuster AG\t12.50\talt', 'Muster AG'],
])('reads cells that are separated by %s', (_, text, mandate) => {
  expect(read(text)).toEqual({
    rows: [{ line: 2, mandate, user: null, model: null, amount: 12_500_000_000n, reference: 'alt' }],
    faulty: [],
  });
});

it('counts lines as an editor does, over empty lines and line ends in quotes', () => {
  const { rows } = read('mandate;amount;reference\n\nA;1;"zwei\nZeilen"\nB;2;x\n');
  expect(rows.map(({ mandate, line }) => [mandate, line])).toEqual([
    ['A', 4],
    ['B', 5],
  ]);
});

it.each<[string, string | undefined]>([
  ['0', undefined],
  ['-0', undefined],
  ['0000000012.5', undefined],
  [`${'0'.repeat(80)}1`, undefined],
  ['0.000000001', undefined],
  ['1000000', undefined],
  ['1000000.000000001', 'amount_too_large'],
  ['9'.repeat(70), 'amount_too_large'],
  ['0.0000000001', 'amount_decimals'],
  ['-0.01', 'amount_negative'],
  ['', 'amount_missing'],
  ...['abc', 'NaN', '1e3', '0x10', '+5', '5.', '.5', "1'000", '1,5', '1 000', 'CHF 5', '٣', '∞', '--5', '5-'].map(
    (text): [string, string] => [text, 'amount_no_number'],
  ),
])('takes %j for %s', (amount, fault) => {
  expect(amountFault(amount)).toBe(fault);
});

it.each([
  ['', 'empty'],
  ['name;amount;reference\n', 'without mandate and with the unknown "name"'],
  ['mandate;amount;reference;amount\n', 'with amount twice'],
  ['mandate;amount;reference\n"A;1;x\n', 'no CSV'],
])('refuses %j as a whole: %s', (text, words) => {
  expect(() => read(text)).toThrow(BalanceFileError);
  expect(() => read(text)).toThrow(words);
});

it('refuses what is not UTF-8', () => {
  expect(() => readBalances(Buffer.from('mandate;amount;reference\nB\xe4ckerei;1;x\n', 'latin1'))).toThrow(
    'not in UTF-8',
  );
});

it('refuses single rows with another number of cells, a model that does not exist, or without a reference', () => {
  const { faulty } = read(
    'mandate;amount;reference;model\nA;1;x;\nB;1;x\nC;1;x;;\nD;1;x;GRATIS\nE;1; ;\nF;1;x;postpay\n;1;x;\n',
  );
  expect(faulty.map(({ line, fault }) => [line, fault])).toEqual([
    [3, 'columns_differ'],
    [4, 'columns_differ'],
    [5, 'model_unknown'],
    [6, 'reference_blank'],
    [8, 'mandate_blank'],
  ]);
});
