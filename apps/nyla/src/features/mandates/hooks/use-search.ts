import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import {
  compact,
  type MandateSearch,
  type MandatesSearch,
  parseMandateSearch,
  parseMandatesSearch,
} from '../logic/search';

/** Changes some parameters of the URL; undefined takes one out. */
export type Change<T> = (
  changes: { readonly [K in keyof T]?: T[K] | undefined },
  options?: { readonly replace?: boolean },
) => void;

export function useMandatesSearch(): [MandatesSearch, Change<MandatesSearch>] {
  return useParsedSearch(parseMandatesSearch);
}

export function useMandateSearch(): [MandateSearch, Change<MandateSearch>] {
  return useParsedSearch(parseMandateSearch);
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
