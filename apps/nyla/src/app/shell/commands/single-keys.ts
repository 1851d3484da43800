import { readStored, writeStored } from '@/lib/storage';

const KEY = 'nyla.single-keys';

/** Speech input, and a cat, press single keys: whoever is bothered can switch those shortcuts off. */
export function isSingleKeysOn(): boolean {
  return readStored('local', KEY) !== 'off';
}

export function setSingleKeys(on: boolean): void {
  writeStored('local', KEY, on ? null : 'off');
}
