import { readStoredJson, writeStored } from '@/lib/storage';

/** What this device remembers about models, for convenience only. */
export interface ModelMemory {
  readonly favourites: readonly string[];
  /** Newest first. */
  readonly recents: readonly string[];
}

const KEY = 'nyla.models';
const RECENTS_MAX = 3;
const NOTHING: ModelMemory = { favourites: [], recents: [] };

export function readModelMemory(): ModelMemory {
  return readStoredJson(KEY, isModelMemory, NOTHING);
}

export function writeModelMemory(memory: ModelMemory): void {
  writeStored('local', KEY, JSON.stringify(memory));
}

export function withRecent({ favourites, recents }: ModelMemory, id: string): ModelMemory {
  return { favourites, recents: [id, ...recents.filter((known) => known !== id)].slice(0, RECENTS_MAX) };
}

export function withFavouriteToggled({ favourites, recents }: ModelMemory, id: string): ModelMemory {
  return {
    favourites: favourites.includes(id) ? favourites.filter((known) => known !== id) : [...favourites, id],
    recents,
  };
}

function isModelMemory(value: unknown): value is ModelMemory {
  if (typeof value !== 'object' || value === null) return false;
  const { favourites, recents } = value as Partial<Record<keyof ModelMemory, unknown>>;
  return [favourites, recents].every((list) => Array.isArray(list) && list.every((id) => typeof id === 'string'));
}
