import { useCallback, useRef } from 'react';

/**
 * Keys for writes that move money: the same content gets the same key until it went through, however often it is sent
 * and whatever was seen of the answers. `done` ends the intent; the same content is then a new one.
 */
export function useIntentKey(): { keyOf: (content: unknown) => string; done: () => void } {
  const last = useRef<{ content: string; key: string } | null>(null);
  const keyOf = useCallback((content: unknown) => {
    const text = JSON.stringify(content);
    if (last.current?.content !== text) last.current = { content: text, key: crypto.randomUUID() };
    return last.current.key;
  }, []);
  const done = useCallback(() => {
    last.current = null;
  }, []);
  return { keyOf, done };
}
