import { useEffect } from 'react';

/** Esc stops the running answer, unless it closes a dialog or a menu. */
export function useStopOnEscape(stop: (() => void) | undefined): void {
  useEffect(() => {
    if (!stop) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
      if (document.querySelector('[role="dialog"]:not([popover]), :popover-open')) return;
      stop();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [stop]);
}
