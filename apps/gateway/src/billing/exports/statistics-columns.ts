import type { StatisticsGrouping, StatisticsRowDto } from '@nyla/contracts';
import type { ExportTexts } from './export-texts.js';
import type { FileColumn } from './file-column.js';

/** The columns of a file of sums: what they are grouped by, then the figures. */
export function statisticsColumns(
  groupBy: readonly StatisticsGrouping[],
  texts: ExportTexts,
): FileColumn<StatisticsRowDto>[] {
  return [
    ...groupBy.map(
      (grouping): FileColumn<StatisticsRowDto> => ({
        title: texts.groupings[grouping],
        kind: grouping === 'day' ? 'day' : 'text',
        width: 20,
        value: (row) => groupText(row, grouping, texts),
      }),
    ),
    { title: texts.calls, kind: 'integer', width: 12, value: (row) => String(row.calls) },
    { title: texts.headings.inputTokens, kind: 'integer', width: 14, value: (row) => String(row.inputTokens) },
    { title: texts.headings.outputTokens, kind: 'integer', width: 14, value: (row) => String(row.outputTokens) },
    { title: texts.used, kind: 'money', width: 16, value: (row) => row.amount },
  ];
}

function groupText(row: StatisticsRowDto, grouping: StatisticsGrouping, texts: ExportTexts): string | null {
  switch (grouping) {
    case 'connectorType':
      return row.connectorType && texts.connectors[row.connectorType];
    case 'feature':
      return row.feature && texts.features[row.feature];
    case 'userId':
      return row.userName ?? row.userId;
    case 'automationId':
      return row.automationName ?? row.automationId;
    default:
      return row[grouping];
  }
}
