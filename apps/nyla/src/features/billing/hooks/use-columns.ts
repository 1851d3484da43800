import { useState } from 'react';
import { readStoredJson, writeStored } from '@/lib/storage';

export const COLUMN_IDS = [
  'time',
  'booking',
  'model',
  'user',
  'automation',
  'tokens',
  'amount',
  'balanceAfter',
] as const;
export type ColumnId = (typeof COLUMN_IDS)[number];

/** Columns that the reader may hide; the others make a row what it is. */
export const OPTIONAL_COLUMNS = [
  'model',
  'user',
  'automation',
  'tokens',
  'balanceAfter',
] as const satisfies readonly ColumnId[];

/** Hidden until somebody asks for them. */
const HIDDEN_AT_FIRST: readonly string[] = ['automation'];

const KEY = 'nyla.transactions.hidden-columns';

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

/** The visible columns in order, and a way to hide some, remembered on this device. */
export function useColumns(withUser: boolean) {
  const [hidden, setHidden] = useState(() => readStoredJson(KEY, isTextList, [...HIDDEN_AT_FIRST]));
  const optional = OPTIONAL_COLUMNS.filter((id) => id !== 'user' || withUser);
  const isHidden = (id: ColumnId) => optional.some((known) => known === id) && hidden.includes(id);
  return {
    visible: COLUMN_IDS.filter((id) => !isHidden(id) && (id !== 'user' || withUser)),
    optional,
    show: (shown: readonly string[]) => {
      const next = optional.filter((id) => !shown.includes(id));
      setHidden(next);
      writeStored('local', KEY, JSON.stringify(next));
    },
  };
}
