import { STATEMENT_GROUPINGS } from '@nyla/contracts';
import { formatCount, formatMoney, parseChf, toChf } from '@nyla/money';
import { mm, type PdfColumn, type PdfRow, PdfSheet } from './pdf-sheet.js';
import { dayText, type StatementWords } from './statement-words.js';

/** Where the window of a Swiss envelope shows the address when it is on the right (SN 010130). */
const WINDOW = { x: mm(118), y: mm(52), width: mm(77) };
const FACTS = { x: mm(25), y: mm(52), width: mm(85) };
const SENDER = { x: mm(25), y: mm(18), width: mm(110) };
const BODY_TOP = mm(100);

const COUNT_WIDTH = mm(18);
const TOKENS_WIDTH = mm(27);
const MONEY_WIDTH = mm(34);
const DATE_WIDTH = mm(28);
const TYPE_WIDTH = mm(26);
const LEAST_DECIMALS = 2;

/** A statement as an A4 letter. Of one statement in one language it is the same file, byte for byte, every time. */
export function statementPdf(words: StatementWords): Promise<Buffer> {
  const { statement, texts, title, locale } = words;
  const sheet = new PdfSheet({
    title: `${title} · ${statement.recipient.name} · ${statement.number}`,
    author: statement.operator.name,
    language: locale,
    created: new Date(statement.createdAt),
  });
  const money = moneyOf(words);
  writeHead(sheet, words);
  sheet.heading('H1', title);
  sheet.skip(4);
  writeCalculation(sheet, words, money);
  writeTax(sheet, words, money);
  writeUsage(sheet, words, money);
  writeMovements(sheet, words, money);
  sheet.paragraph(texts.closingNote);
  return sheet.end((page, pages) => [
    `${statement.operator.name} · ${texts.number} ${statement.number}`,
    texts.page(page, pages),
  ]);
}

type WriteMoney = (amount: string) => string;

/** Every amount with every digit, and as many of them as the longest has, so that points stand under one another. */
function moneyOf({ statement }: StatementWords): WriteMoney {
  const { usageBy, movements, tax, ...rest } = statement;
  const sums = [rest.opening, rest.credits, rest.adjustments, rest.transfers, rest.expiry, rest.usage, rest.closing];
  const amounts = [
    ...sums,
    ...STATEMENT_GROUPINGS.flatMap((grouping) => usageBy[grouping].map(({ amount }) => amount)),
    ...movements.map(({ amount }) => amount),
    ...tax.lines.flatMap(({ gross, net }) => [gross, net]),
  ];
  const decimals = Math.max(LEAST_DECIMALS, ...amounts.map((amount) => fractionOf(amount).length));
  return (amount) => {
    const text = formatMoney(amount, { precision: 'full', currency: false });
    return text + '0'.repeat(decimals - fractionOf(text).length);
  };
}

function fractionOf(amount: string): string {
  return amount.split('.')[1] ?? '';
}

function writeHead(sheet: PdfSheet, words: StatementWords): void {
  const { texts, statement } = words;
  const { operator, recipient } = statement;
  const withNumber = (lines: string[], vatId: string | null): string[] => (vatId === null ? lines : [...lines, vatId]);
  sheet.block(withNumber(words.addressOf(operator), operator.vatId), SENDER.x, SENDER.y, SENDER.width, 8.5);
  sheet.block(words.addressOf(recipient), WINDOW.x, WINDOW.y, WINDOW.width);
  sheet.block(
    [
      `${texts.number} ${statement.number}`,
      `${texts.period}: ${words.period}`,
      `${texts.account}: ${words.account}`,
      `${texts.bookings}: ${words.bookings}`,
      `${texts.createdAt}: ${words.createdOn}`,
      ...(recipient.vatId === null ? [] : [`${texts.recipient}: ${recipient.vatId}`]),
    ],
    FACTS.x,
    FACTS.y,
    FACTS.width,
    8.5,
  );
  sheet.moveTo(BODY_TOP);
}

function writeCalculation(sheet: PdfSheet, words: StatementWords, money: WriteMoney): void {
  const { texts, open } = words;
  const columns: PdfColumn[] = [
    { title: texts.calculation, isFigure: false },
    { title: texts.amount, isFigure: true, width: MONEY_WIDTH },
  ];
  const lines = words.calculation;
  const rows = lines.map(({ label, amount }, index) => ({
    cells: [label, money(amount)],
    isTotal: index === lines.length - 1,
  }));
  // Rounded, so that it does not line up with the exact amounts above it.
  const due = open === null ? [] : [{ cells: [texts.open, formatMoney(open, { precision: 'cash', currency: false })] }];
  sheet.table(columns, [...rows, ...due]);
}

function writeTax(sheet: PdfSheet, { texts, statement: { tax } }: StatementWords, money: WriteMoney): void {
  if (tax.lines.length > 0 && tax.state === 'included') {
    sheet.heading('H2', texts.tax);
    sheet.table(
      [
        { title: texts.rate, isFigure: false },
        { title: texts.net, isFigure: true, width: MONEY_WIDTH },
        { title: texts.taxAmount, isFigure: true, width: MONEY_WIDTH },
        { title: texts.gross, isFigure: true, width: MONEY_WIDTH },
      ],
      tax.lines.map((line) => ({
        cells: [`${line.ratePercent} %`, money(line.net), money(line.tax), money(line.gross)],
      })),
    );
  }
  sheet.paragraph(texts.taxNotes[tax.state]);
  sheet.skip(6);
}

function writeUsage(sheet: PdfSheet, words: StatementWords, money: WriteMoney): void {
  const { texts, statement } = words;
  if (statement.usageBy.connectorType.length > 0) {
    sheet.paragraph(texts.sameUsage);
    sheet.skip(6);
  }
  for (const grouping of STATEMENT_GROUPINGS) {
    const lines = statement.usageBy[grouping];
    if (lines.length === 0) continue;
    const count = (of: 'calls' | 'inputTokens' | 'outputTokens'): string =>
      formatCount(lines.reduce((total, line) => total + line[of], 0));
    const rows: PdfRow[] = lines.map((line) => ({
      cells: [
        words.nameOf(grouping, line),
        formatCount(line.calls),
        formatCount(line.inputTokens),
        formatCount(line.outputTokens),
        money(line.amount),
      ],
    }));
    const sum = toChf(lines.reduce((total, { amount }) => total + parseChf(amount), 0n));
    const total = {
      cells: [texts.total, count('calls'), count('inputTokens'), count('outputTokens'), money(sum)],
      isTotal: true,
    };
    sheet.heading('H2', texts.usageBy[grouping]);
    sheet.table(
      [
        { title: texts.groupings[grouping], isFigure: false },
        { title: texts.calls, isFigure: true, width: COUNT_WIDTH },
        { title: texts.inputTokens, isFigure: true, width: TOKENS_WIDTH },
        { title: texts.outputTokens, isFigure: true, width: TOKENS_WIDTH },
        { title: texts.amount, isFigure: true, width: MONEY_WIDTH },
      ],
      [...rows, total],
    );
  }
}

function writeMovements(sheet: PdfSheet, words: StatementWords, money: WriteMoney): void {
  const { texts, statement } = words;
  if (statement.movements.length === 0) return;
  sheet.heading('H2', texts.movements);
  sheet.table(
    [
      { title: texts.time, isFigure: false, width: DATE_WIDTH },
      { title: texts.type, isFigure: false, width: TYPE_WIDTH },
      { title: texts.reason, isFigure: false },
      { title: texts.amount, isFigure: true, width: MONEY_WIDTH },
    ],
    statement.movements.map((movement) => ({
      cells: [
        `${dayText(movement.localTime)} ${movement.localTime.slice(11, 16)}`,
        words.typeOf(movement.type),
        words.reasonOf(movement),
        money(movement.amount),
      ],
    })),
  );
}
