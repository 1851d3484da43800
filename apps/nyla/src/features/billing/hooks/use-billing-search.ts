import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import {
  compact,
  parseTransactionsSearch,
  parseUsageSearch,
  type TransactionsSearch,
  type UsageSearch,
} from '../logic/search';

/** Changes some URL parameters; `undefined` takes one away. */
export type Change<T> = (
  changes: { readonly [K in keyof T]?: T[K] | undefined },
  options?: { replace?: boolean },
) => void;

/** The dashboard's state, which lives in the URL. */
export function useUsageSearch(): [UsageSearch, Change<UsageSearch>] {
  return useParsedSearch(parseUsageSearch);
}

/** Filters and open receipt of the list of bookings, which live in the URL. */
export function useTransactionsSearch(): [TransactionsSearch, Change<TransactionsSearch>] {
  return useParsedSearch(parseTransactionsSearch);
}

function useParsedSearch<T extends object>(parse: (input: Readonly<Record<string, unknown>>) => T): [T, Change<T>] {
  const input: Readonly<Record<string, unknown>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const search = useMemo(() => parse(input), [parse, input]);
  const change = useCallback<Change<T>>(
    (changes, { replace = false } = {}) => {
      const update = (before: Readonly<Record<string, unknown>>) => compact({ ...parse(before), ...changes });
      void navigate({ to: '.', search: update as never, replace, resetScroll: false });
    },
    [navigate, parse],
  );
  return [search, change];
}
