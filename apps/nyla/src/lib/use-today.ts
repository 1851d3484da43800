import { useSyncExternalStore } from 'react';
import { type Day, dayInZurich } from './calendar';

const CHECK_EVERY_MS = 60_000;

function subscribe(onChange: () => void): () => void {
  const timer = setInterval(onChange, CHECK_EVERY_MS);
  return () => clearInterval(timer);
}

function snapshot(): Day {
  return dayInZurich(new Date());
}

/** The day in Zurich; a page left open over midnight moves on. */
export function useToday(): Day {
  return useSyncExternalStore(subscribe, snapshot);
}
