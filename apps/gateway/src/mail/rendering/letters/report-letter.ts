import type { MailData, ReportLine } from '@nyla/contracts';
import { parseChf } from '@nyla/money';
import type { Block, TableRow } from '../letter.js';
import type { LetterOf, LetterWriter } from '../letter-writer.js';
import { CHART_CID } from '../report-images.js';
import { whyOf } from './why.js';

type Report = MailData['monthly_report'];

export const monthlyReport: LetterOf<'monthly_report'> = (data, writer) => {
  const { report, common } = writer.texts;
  const { mandateName: mandate, statementIds } = data;
  const month = writer.month(data.month);
  const used = writer.money(data.used);
  const statement = { one: report.statement_one, other: report.statement_other };
  return {
    subject: `${data.isTest ? `${report.test} ` : ''}${writer.fill(report.subject, { month, used })}`,
    title: writer.fill(report.title, { mandate, month }),
    greeting: common.greeting,
    blocks: [
      { kind: 'text', text: introOf(data, writer) },
      ...(statementIds.length > 0
        ? [{ kind: 'text', text: writer.counted(statement, statementIds.length) } as const]
        : []),
      { kind: 'figures', rows: figuresOf(data, writer) },
      ...chartOf(data, writer),
      ...tableOf(report.models, data.topModels, writer),
      ...tableOf(report.users, data.topUsers, writer),
      ...tableOf(report.automations, data.topAutomations, writer),
    ],
    action: { label: report.action, path: '/billing' },
    notes: [],
    ...whyOf(data, writer),
  };
};

function introOf({ mandateName: mandate, month, used, usedBefore }: Report, writer: LetterWriter): string {
  const { report } = writer.texts;
  const values = { mandate, month: writer.month(month), used: writer.money(used) };
  const before = usedBefore === null ? 0n : parseChf(usedBefore);
  if (before <= 0n) return writer.fill(report.intro, values);
  const change = parseChf(used) - before;
  const percent = ((change < 0n ? -change : change) * 100n + before / 2n) / before;
  if (percent === 0n) return writer.fill(report.same, values);
  return writer.fill(change > 0n ? report.more : report.less, { ...values, percent: writer.count(Number(percent)) });
}

function figuresOf(data: Report, writer: LetterWriter) {
  const { report } = writer.texts;
  const beside = (before: string | null) => (before === null ? {} : { detail: writer.fill(report.before, { before }) });
  const { usedBefore, callsBefore, forecast } = data;
  return [
    { label: report.used, value: writer.money(data.used), ...beside(usedBefore && writer.money(usedBefore)) },
    {
      label: report.calls,
      value: writer.count(data.calls),
      ...beside(callsBefore === null ? null : writer.count(callsBefore)),
    },
    { label: report.credited, value: writer.money(data.credited) },
    ...(data.unlimited ? [] : [{ label: report.closing, value: writer.money(data.closingBalance) }]),
    ...(forecast === null
      ? []
      : [
          {
            label: writer.fill(report.forecast, { month: writer.month(data.month, 1) }),
            value: writer.money(forecast),
          },
        ]),
    ...writer.runway(data.unlimited ? null : data.runwayDays),
  ];
}

function chartOf({ days, month }: Report, writer: LetterWriter): Block[] {
  const { report } = writer.texts;
  const [first, ...others] = days;
  if (!first) return [];
  const highest = others.reduce((most, day) => (parseChf(day.amount) > parseChf(most.amount) ? day : most), first);
  const values = {
    month: writer.month(month),
    amount: writer.money(highest.amount),
    day: writer.day(highest.date),
  };
  return [{ kind: 'picture', cid: CHART_CID, title: report.chart, alt: writer.fill(report.chartAlt, values) }];
}

function tableOf(title: string, lines: readonly ReportLine[], writer: LetterWriter): Block[] {
  if (lines.length === 0) return [];
  const { report, common } = writer.texts;
  const rows = lines.map(({ name, calls, amount }): TableRow => [name, writer.count(calls), writer.money(amount)]);
  return [{ kind: 'table', title, head: [report.name, report.calls, common.amount], rows }];
}
