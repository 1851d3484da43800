import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** As close to the end as counts for reading along. */
const NEAR_PX = 64;

/** Keeps a growing thread at its end for as long as the reader is there, and lets go as soon as they scroll up. */
export function useStickToBottom(viewport: RefObject<HTMLElement | null>, content: RefObject<HTMLElement | null>) {
  const following = useRef(true);
  const [atEnd, setAtEnd] = useState(true);

  const toEnd = useCallback(() => {
    following.current = true;
    scrollToEnd(viewport.current);
  }, [viewport]);

  useLayoutEffect(toEnd, [toEnd]);

  useEffect(() => {
    const element = viewport.current;
    const inner = content.current;
    if (!element || !inner) return;
    let lastTop = element.scrollTop;
    const onScroll = () => {
      const near = element.scrollHeight - element.scrollTop - element.clientHeight <= NEAR_PX;
      // A thread that grew by more than a little is not a reader who left: only moving up is.
      if (near) following.current = true;
      else if (element.scrollTop < lastTop) following.current = false;
      lastTop = element.scrollTop;
      setAtEnd(near || following.current);
    };
    const observer = new ResizeObserver(() => {
      if (following.current) scrollToEnd(element);
      onScroll();
    });
    element.addEventListener('scroll', onScroll, { passive: true });
    observer.observe(inner);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', onScroll);
      observer.disconnect();
    };
  }, [viewport, content]);

  return { atEnd, toEnd };
}

function scrollToEnd(element: HTMLElement | null): void {
  if (element) element.scrollTop = element.scrollHeight;
}
