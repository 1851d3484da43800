import { STATEMENT_GROUPINGS } from '@nyla/contracts';
import { parseChf, toChf } from '@nyla/money';
import type { ColumnKind, FileColumn } from '../../exports/file-column.js';
import { dayText, type StatementWords } from './statement-words.js';

/** One line of a statement as a table for a spreadsheet: everything in it, one thing a line. */
export interface StatementTableLine {
  readonly section: string;
  readonly label: string;
  readonly detail?: string | undefined;
  readonly calls?: number;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly amount?: string;
}

export function statementColumns({ texts }: StatementWords): FileColumn<StatementTableLine>[] {
  const column = (
    title: string,
    kind: ColumnKind,
    width: number,
    value: (line: StatementTableLine) => string | number | undefined,
  ): FileColumn<StatementTableLine> => ({ title, kind, width, value: (line) => value(line)?.toString() ?? null });
  return [
    column(texts.section, 'text', 34, ({ section }) => section),
    column(texts.label, 'text', 38, ({ label }) => label),
    column(texts.detail, 'text', 44, ({ detail }) => detail),
    column(texts.calls, 'integer', 10, ({ calls }) => calls),
    column(texts.inputTokens, 'integer', 16, ({ inputTokens }) => inputTokens),
    column(texts.outputTokens, 'integer', 16, ({ outputTokens }) => outputTokens),
    column(texts.amount, 'money', 18, ({ amount }) => amount),
  ];
}

export function statementLines(words: StatementWords): StatementTableLine[] {
  return [...headLines(words), ...sumLines(words), ...taxLines(words), ...usageLines(words), ...movementLines(words)];
}

function headLines(words: StatementWords): StatementTableLine[] {
  const { texts, statement, title } = words;
  const line = (label: string, detail: string | null): StatementTableLine[] =>
    detail === null ? [] : [{ section: title, label, detail }];
  const named = ({ name, vatId }: { name: string; vatId: string | null }): string =>
    [name, vatId].filter((text) => text !== null).join(', ');
  return [
    ...line(texts.number, statement.number),
    ...line(texts.period, words.period),
    ...line(texts.account, words.account),
    ...line(texts.recipient, named(statement.recipient)),
    ...line(texts.operator, named(statement.operator)),
    ...line(texts.bookings, words.bookings),
    ...line(texts.createdAt, words.createdOn),
  ];
}

function sumLines(words: StatementWords): StatementTableLine[] {
  const { texts, open } = words;
  const lines = words.calculation.map(({ label, amount }) => ({ section: texts.calculation, label, amount }));
  return open === null ? lines : [...lines, { section: texts.calculation, label: texts.open, amount: open }];
}

function taxLines({ texts, statement: { tax } }: StatementWords): StatementTableLine[] {
  const section = texts.tax;
  return [
    ...tax.lines.flatMap(({ ratePercent, gross, net, tax: amount }) => [
      { section, label: texts.net, detail: `${ratePercent} %`, amount: net },
      { section, label: texts.taxAmount, detail: `${ratePercent} %`, amount },
      { section, label: texts.gross, detail: `${ratePercent} %`, amount: gross },
    ]),
    { section, label: texts.taxNotes[tax.state] },
  ];
}

function usageLines(words: StatementWords): StatementTableLine[] {
  const { texts, statement } = words;
  return STATEMENT_GROUPINGS.flatMap((grouping) => {
    const section = texts.usageBy[grouping];
    const lines = statement.usageBy[grouping];
    if (lines.length === 0) return [];
    const sum = (of: 'calls' | 'inputTokens' | 'outputTokens'): number =>
      lines.reduce((total, line) => total + line[of], 0);
    return [
      ...lines.map((line) => {
        const { calls, inputTokens, outputTokens, amount } = line;
        return { section, label: words.nameOf(grouping, line), calls, inputTokens, outputTokens, amount };
      }),
      {
        section,
        label: texts.total,
        calls: sum('calls'),
        inputTokens: sum('inputTokens'),
        outputTokens: sum('outputTokens'),
        amount: toChf(lines.reduce((total, { amount }) => total + parseChf(amount), 0n)),
      },
    ];
  });
}

function movementLines(words: StatementWords): StatementTableLine[] {
  return words.statement.movements.map((movement) => ({
    section: words.texts.movements,
    label: `${dayText(movement.localTime)} ${movement.localTime.slice(11, 16)} ${words.typeOf(movement.type)}`,
    detail: words.reasonOf(movement),
    amount: movement.amount,
  }));
}
