import { type ServerEvent, subscribeEvents } from './sse';

/**
 * Keeps an event stream open while the tab is looked at. Hidden tabs give their connection back, of which a browser
 * has only six to one server, and `onReturn` is told when they are looked at again. Returns how to stop.
 */
export function subscribeWhileVisible(
  path: string,
  onEvent: (event: ServerEvent) => void,
  onReturn: () => void,
): () => void {
  let unsubscribe: (() => void) | null = null;
  const follow = () => {
    if (document.hidden) {
      unsubscribe?.();
      unsubscribe = null;
    } else unsubscribe ??= subscribeEvents(path, onEvent);
  };
  const changed = () => {
    follow();
    if (!document.hidden) onReturn();
  };
  follow();
  document.addEventListener('visibilitychange', changed);
  return () => {
    document.removeEventListener('visibilitychange', changed);
    unsubscribe?.();
  };
}
