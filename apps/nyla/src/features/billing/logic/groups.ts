import type { StatisticsRowDto } from '@nyla/contracts';
import {
  CONNECTOR_TYPES,
  type ConnectorType,
  FEATURES,
  type Feature,
  MODEL_ID_SEPARATOR,
  type StatisticsGrouping,
} from '@nyla/contracts/constants';

export const USAGE_GROUPS = ['connectorType', 'model', 'feature', 'userId', 'automationId'] as const;
export type UsageGroup = (typeof USAGE_GROUPS)[number];

/** The filter on bookings that a group of the statistics corresponds to. */
export interface GroupFilter {
  readonly connectorType?: ConnectorType;
  readonly model?: string;
  readonly feature?: Feature;
  readonly userId?: string;
  readonly automationId?: string;
}

/** Key of rows that carry no value for the group, such as calls of a member who was removed. */
export const UNASSIGNED_KEY = '';

/** Key of the series that sums up the rest. No group has a key with a space. */
export const REST_KEY = 'all others';

/** What to ask the statistics for. A model's name is only unique within its provider. */
export function groupingOf(group: UsageGroup): StatisticsGrouping[] {
  return group === 'model' ? ['connectorType', 'model'] : [group];
}

/** Identifies a row's group; for models `connectorType/model`. */
export function groupKey(row: StatisticsRowDto, group: UsageGroup): string {
  if (group !== 'model') return row[group] ?? UNASSIGNED_KEY;
  return row.connectorType === null || row.model === null
    ? UNASSIGNED_KEY
    : `${row.connectorType}${MODEL_ID_SEPARATOR}${row.model}`;
}

/** The bookings behind a group; undefined where no filter can name them. */
export function groupFilter(key: string, group: UsageGroup): GroupFilter | undefined {
  if (key === UNASSIGNED_KEY || key === REST_KEY) return undefined;
  switch (group) {
    case 'connectorType': {
      const connectorType = CONNECTOR_TYPES.find((type) => type === key);
      return connectorType && { connectorType };
    }
    case 'model': {
      const separator = key.indexOf(MODEL_ID_SEPARATOR);
      const connectorType = CONNECTOR_TYPES.find((type) => type === key.slice(0, separator));
      return connectorType && { connectorType, model: key.slice(separator + 1) };
    }
    case 'feature': {
      const feature = FEATURES.find((name) => name === key);
      return feature && { feature };
    }
    case 'userId':
      return { userId: key };
    case 'automationId':
      return { automationId: key };
  }
}

/** The group that an answer of the statistics was asked for. */
export function groupOfGrouping(groupBy: readonly StatisticsGrouping[]): UsageGroup | undefined {
  return groupBy.includes('model') ? 'model' : USAGE_GROUPS.find((group) => groupBy.includes(group));
}
