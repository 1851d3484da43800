import type { ModelDto } from '@nyla/contracts';
import { useCallback, useMemo, useState } from 'react';
import type { ModelChoice } from '@/lib/model-choice';
import {
  effectiveSearch,
  readSearchMemory,
  type SearchMemory,
  type SearchOption,
  searchOptions,
  writeSearchMemory,
} from '../logic/web-search';

/** Whether and how the web is searched before an answer. */
export interface WebSearch {
  readonly on: boolean;
  readonly options: readonly SearchOption[];
  /** The way that is or would be used; null where there is none. */
  readonly option: SearchOption | null;
  readonly toggle: () => void;
  /** Chooses a way, and switches the search on: whoever chooses wants it. */
  readonly choose: (id: string) => void;
}

/** The reader's choice, remembered on this device. */
export function useWebSearch(models: readonly ModelDto[], choice: ModelChoice | null): WebSearch {
  const [memory, setMemory] = useState(readSearchMemory);
  const options = useMemo(() => searchOptions(models, choice), [models, choice]);
  const option = effectiveSearch(options, memory.how);
  const on = memory.on && option !== null;
  const change = useCallback((next: SearchMemory) => {
    writeSearchMemory(next);
    setMemory(next);
  }, []);
  return {
    on,
    options,
    option,
    toggle: () => change({ ...memory, on: !on }),
    choose: (how) => change({ on: true, how }),
  };
}
