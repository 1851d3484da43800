import { readStored, writeStored } from './storage';

const KEY = 'nyla.mandate';

// A tab keeps its mandate for as long as it lives; a new tab begins with the one that was used last.
let activeMandateId: string | null = readStored('session', KEY) ?? readStored('local', KEY);

export function getActiveMandateId(): string | null {
  return activeMandateId;
}

export function setActiveMandateId(mandateId: string | null): void {
  activeMandateId = mandateId;
  writeStored('session', KEY, mandateId);
  writeStored('local', KEY, mandateId);
}
