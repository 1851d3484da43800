import type { StatementDto, StatementLineDto } from '@nyla/contracts';
import type { StatementGrouping } from '@nyla/contracts/constants';

/** The filter of the list of bookings that shows what a statement, or one line of it, sums. */
export interface BookingsFilter {
  readonly from: string;
  readonly to: string;
  readonly accountId?: string;
  readonly type?: 'debit';
  readonly connectorType?: NonNullable<StatementLineDto['connectorType']>;
  readonly model?: string;
  readonly feature?: NonNullable<StatementLineDto['feature']>;
  readonly userId?: string;
  readonly automationId?: string;
}

export function bookingsOf({ month, userId, accountId }: StatementDto): BookingsFilter {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const to = new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
  // The mandate's own account is most often the only one, and without the filter sums come from the statistics.
  return { from: `${month}-01`, to, ...(userId === null ? {} : { accountId }) };
}

/** Undefined where no filter says it, such as for usage outside of automations. */
export function bookingsOfLine(
  statement: StatementDto,
  grouping: StatementGrouping,
  { connectorType, model, feature, id }: StatementLineDto,
): BookingsFilter | undefined {
  const all: BookingsFilter = { ...bookingsOf(statement), type: 'debit' };
  switch (grouping) {
    case 'connectorType':
      return connectorType === null ? undefined : { ...all, connectorType };
    case 'model':
      return connectorType === null || model === null ? undefined : { ...all, connectorType, model };
    case 'feature':
      return feature === null ? undefined : { ...all, feature };
    case 'automationId':
      return id === null ? undefined : { ...all, automationId: id };
    case 'userId':
      return id === null ? undefined : { ...all, userId: id };
  }
}
