import type { ModelDto } from '@nyla/contracts';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { modelsQuery } from '@/lib/models';
import { chatModels, chooseModel } from '../logic/model-choice';
import {
  type ModelMemory,
  readModelMemory,
  withFavouriteToggled,
  withRecent,
  writeModelMemory,
} from '../logic/model-memory';

const NO_MODELS: readonly ModelDto[] = [];

/** All models, and those of them that answer. */
export function useModels() {
  const query = useQuery(modelsQuery);
  const models = query.data ?? NO_MODELS;
  return { ...query, models, chatModels: useMemo(() => chatModels(models), [models]) };
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
 * What to write with: picked for this chat, else the chat's last choice, else the last one made anywhere,
 * else an automatic one.
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
  return { choice: chooseModel(models, pickedHere, chatModel, memory.recents[0]), pick, memory, toggleFavourite };
}
