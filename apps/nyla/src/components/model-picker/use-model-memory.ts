import { useCallback, useState } from 'react';
import { type ModelMemory, readModelMemory, withFavouriteToggled, withRecent, writeModelMemory } from './model-memory';

/** Favourites and recents of this device. */
export function useModelMemory() {
  const [memory, setMemory] = useState(readModelMemory);
  const change = useCallback((apply: (memory: ModelMemory) => ModelMemory) => {
    // Read again: another tab may have written meanwhile.
    const next = apply(readModelMemory());
    writeModelMemory(next);
    setMemory(next);
  }, []);
  return {
    memory,
    remember: useCallback((id: string) => change((before) => withRecent(before, id)), [change]),
    toggleFavourite: useCallback((id: string) => change((before) => withFavouriteToggled(before, id)), [change]),
  };
}
