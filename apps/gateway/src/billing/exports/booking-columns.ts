import { parseChf, toChf } from '@nyla/money';
import type { NamesInBookings } from '../transaction-dto.js';
import type { ExportedRow } from '../transactions.repository.js';
import type { BookingHeading, ExportTexts } from './export-texts.js';
import type { ColumnKind, FileColumn } from './file-column.js';

/** A booking with the names that its ids stand for. */
export interface NamedBooking {
  readonly row: ExportedRow;
  readonly names: NamesInBookings;
  /** Whose account it is booked on; null: the mandate's own. */
  readonly accountOwner: string | null;
}

/** The columns of a file of bookings. */
export function bookingColumns(texts: ExportTexts): FileColumn<NamedBooking>[] {
  const column = (
    heading: BookingHeading,
    kind: ColumnKind,
    width: number,
    value: FileColumn<NamedBooking>['value'],
  ): FileColumn<NamedBooking> => ({ title: texts.headings[heading], kind, width, value });
  return [
    column('time', 'time', 20, ({ row }) => row.local_time),
    column('seq', 'integer', 8, ({ row }) => row.seq),
    column('type', 'text', 12, ({ row }) => texts.types[row.type]),
    column('connectorType', 'text', 12, ({ row }) => row.connector_type && texts.connectors[row.connector_type]),
    column('model', 'text', 26, ({ row }) => row.model),
    column('feature', 'text', 12, ({ row }) => row.feature && texts.features[row.feature]),
    column('automation', 'text', 26, ({ row, names }) => nameOf(names.automations, row.automation_id)),
    column('run', 'text', 38, ({ row }) => row.run_id),
    column('step', 'text', 20, ({ row }) => (row.run_id === null ? null : row.reference)),
    column('user', 'text', 22, ({ row, names }) => nameOf(names.users, row.user_id)),
    column('inputTokens', 'integer', 14, ({ row }) => inputTokens(row)),
    column('outputTokens', 'integer', 14, ({ row }) => row.usage && String(row.usage.output)),
    column('amount', 'money', 16, ({ row }) => toChf(parseChf(row.amount))),
    column('balanceAfter', 'money', 16, ({ row }) => toChf(parseChf(row.balance_after))),
    column('account', 'text', 22, ({ accountOwner }) => accountOwner ?? texts.mandateAccount),
    column('outcome', 'text', 16, ({ row }) => row.outcome && texts.outcomes[row.outcome]),
    column('estimated', 'text', 10, ({ row }) => (row.estimated ? texts.yes : null)),
    column('reason', 'text', 30, ({ row }) => row.reason),
    column('reference', 'text', 24, ({ row }) => row.reference),
    column('utc', 'text', 28, ({ row }) => row.created_at),
    column('id', 'text', 38, ({ row }) => row.id),
  ];
}

function inputTokens({ usage }: ExportedRow): string | null {
  return usage && String(usage.input + usage.cacheRead + usage.cacheWrite + usage.cacheWriteLong);
}

function nameOf(names: ReadonlyMap<string, string>, id: string | null): string | null {
  return id && (names.get(id) ?? null);
}
