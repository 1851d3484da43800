import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { type NewSearch, parseNewSearch } from '../logic/search';

type Changes = { readonly [K in keyof NewSearch]?: NewSearch[K] | undefined };

/** The open tab, step and run, which live in the URL. `undefined` takes one away. */
export function useEditorSearch(): readonly [NewSearch, (changes: Changes) => void] {
  const input: Readonly<Record<string, unknown>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const search = useMemo(() => parseNewSearch(input), [input]);
  const change = useCallback(
    (changes: Changes) => {
      const update = (before: Readonly<Record<string, unknown>>) => parseNewSearch({ ...before, ...changes });
      void navigate({ to: '.', search: update as never, replace: !('run' in changes), resetScroll: false });
    },
    [navigate],
  );
  return [search, change];
}
