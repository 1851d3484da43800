import type { ModelDto } from '@nyla/contracts';
import { useCallback, useState } from 'react';
import { useModelMemory } from '@/components/model-picker/use-model-memory';
import { chooseModel } from '@/lib/model-choice';

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
