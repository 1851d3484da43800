import { Table } from '@mantine/core';
import type { MouseEvent, ReactNode } from 'react';
import classes from './data-table.module.css';

export interface DataColumn<T> {
  readonly id: string;
  readonly header: ReactNode;
  readonly cell: (row: T) => ReactNode;
  /** Figures stand at the right, so that their digits line up. */
  readonly align?: 'left' | 'right';
  /** Which way the rows are ordered by this column; `none` where they could be. */
  readonly sort?: 'ascending' | 'descending' | 'none' | undefined;
  /** Any CSS width; columns without one share the rest. */
  readonly width?: string;
}

interface DataTableProps<T> {
  /** What the table holds, for screen readers. */
  readonly label: string;
  readonly columns: readonly DataColumn<T>[];
  readonly rows: readonly T[];
  readonly rowId: (row: T) => string;
  /** A click anywhere on a row. A cell must hold a button that does the same, for the keyboard. */
  readonly onRowClick?: (row: T) => void;
  readonly minWidth?: number;
}

/** A plain table: the server sorts and filters, this only lays out. */
export function DataTable<T>({ label, columns, rows, rowId, onRowClick, minWidth = 0 }: DataTableProps<T>) {
  return (
    <Table.ScrollContainer minWidth={minWidth} type="native">
      <Table aria-label={label} className={classes['table'] ?? ''} verticalSpacing={10} horizontalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            {columns.map(({ id, header, align = 'left', width, sort }) => (
              <Table.Th key={id} scope="col" ta={align} w={width ?? 'auto'} aria-sort={sort}>
                {header}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr
              key={rowId(row)}
              className={onRowClick ? (classes['clickable'] ?? '') : ''}
              onClick={(event) => openRow(event, () => onRowClick?.(row))}
            >
              {columns.map(({ id, cell, align = 'left' }) => (
                <Table.Td key={id} ta={align}>
                  {cell(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

// Selecting text in a row, and buttons and links in it, are not clicks on the row.
function openRow(event: MouseEvent<HTMLElement>, open: () => void): void {
  const onControl = event.target instanceof Element && event.target.closest('a, button') !== null;
  if (!onControl && window.getSelection()?.isCollapsed !== false) open();
}
