import { useEffect, useState } from 'react';

/**
 * False in the first render. A dialog whose code arrives late must be mounted closed and then opened: only then does
 * it note where the focus was, and can give it back.
 */
export function useAfterMount(): boolean {
  const [mounted, setMounted] = useState(false);
  useEffect(() => {
    const frame = requestAnimationFrame(() => setMounted(true));
    return () => cancelAnimationFrame(frame);
  }, []);
  return mounted;
}
