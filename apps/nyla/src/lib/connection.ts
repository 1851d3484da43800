const FIRST_PAUSE_MS = 1_000;
const LAST_PAUSE_MS = 10_000;
const PROBE_TIMEOUT_MS = 5_000;
const PROBE_URL = '/health/live';

let watching = false;
let reachable = true;
let probing = false;
const listeners = new Set<() => void>();

/** Whether browser and gateway reach each other, as far as the last request told. */
export function isReachable(): boolean {
  return reachable;
}

export function onReachableChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** A request was answered, by the gateway itself. */
export function noteAnswer(): void {
  set(true);
}

/** A request got no answer, or one of a proxy that did not get through. One may be lost by chance: asks once more. */
export function noteNoAnswer(): void {
  if (watching) void probe();
}

/** Looks after the browser's own word, too. Call it once. */
export function watchConnection(): void {
  watching = true;
  if (!navigator.onLine) {
    set(false);
    void probe();
  }
  window.addEventListener('offline', () => {
    set(false);
    void probe();
  });
  window.addEventListener('online', () => void probe());
}

function set(next: boolean): void {
  if (next === reachable) return;
  reachable = next;
  for (const listener of listeners) listener();
}

/** Asks until there is an answer, with growing pauses. */
async function probe(): Promise<void> {
  if (probing) return;
  probing = true;
  for (let pauseMs = FIRST_PAUSE_MS; !(await isAnswering()); pauseMs = Math.min(pauseMs * 2, LAST_PAUSE_MS)) {
    set(false);
    await pause(pauseMs);
  }
  probing = false;
  set(true);
}

async function isAnswering(): Promise<boolean> {
  try {
    const response = await fetch(PROBE_URL, { cache: 'no-store', signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    return response.ok;
  } catch {
    return false;
  }
}

/** Ends early when the browser says that it is online again. */
function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      window.removeEventListener('online', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    window.addEventListener('online', end);
  });
}
