import type { ModelDto } from '@nyla/contracts';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { modelsQuery } from '@/lib/models';
import { chooseModel } from '../logic/model-list';
import {
  type ModelMemory,
  readModelMemory,
  withFavouriteToggled,
  withRecent,
  writeModelMemory,
} from '../logic/model-memory';

const NO_MODELS: readonly ModelDto[] = [];

export function useModels() {
  const query = useQuery(modelsQuery);
  return { ...query, models: query.data ?? NO_MODELS };
}

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

/**
 * The model to write with: picked for this chat, else the chat's last one, else the last one used anywhere,
 * else the first that may be used.
 */
export function useChosenModel(chatId: string | null, chatModel: string | null, models: readonly ModelDto[]) {
  const { memory, remember, toggleFavourite } = useModelMemory();
  const [picked, setPicked] = useState<{ readonly chatId: string | null; readonly id: string } | null>(null);
  const pickedHere = picked?.chatId === chatId ? picked.id : null;
  const pick = useCallback(
    (id: string) => {
      setPicked({ chatId, id });
      remember(id);
    },
    [chatId, remember],
  );
  return { model: chooseModel(models, pickedHere, chatModel, memory.recents[0]), pick, memory, toggleFavourite };
}
