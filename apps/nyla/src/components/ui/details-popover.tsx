import {
  type ButtonHTMLAttributes,
  type ReactNode,
  type ToggleEvent,
  useCallback,
  useEffect,
  useId,
  useState,
} from 'react';
import classes from './details-popover.module.css';
import { type Align, placeBeside } from './place-beside';

interface TriggerProps extends Pick<ButtonHTMLAttributes<HTMLButtonElement>, 'popoverTarget'> {
  readonly id: string;
  readonly 'aria-haspopup': 'dialog';
  readonly 'aria-expanded': boolean;
}

interface DetailsPopoverProps {
  /** Names the panel. */
  readonly label: string;
  /** The button, with these properties on it. */
  readonly renderTrigger: (props: TriggerProps) => ReactNode;
  /** What the panel shows; asked for only while it is open. `close` gives the focus back to the button. */
  readonly children: (close: () => void) => ReactNode;
  readonly align?: Align;
}

/**
 * A panel with more about what its button says, on the browser's own popover: top layer, Esc, click outside and the
 * way of the focus come with it. On a phone it is as wide as the screen.
 */
export function DetailsPopover({ label, renderTrigger, children, align = 'start' }: DetailsPopoverProps) {
  const id = useId();
  const buttonId = `${id}-button`;
  const [open, setOpen] = useState(false);
  const close = useCallback(() => {
    document.getElementById(id)?.hidePopover();
    document.getElementById(buttonId)?.focus({ preventScroll: true });
  }, [id, buttonId]);
  useFollow(open, id, buttonId, align);

  const toggling = (event: ToggleEvent<HTMLDivElement>) => {
    const button = document.getElementById(buttonId);
    const opens = event.newState === 'open';
    if (opens && button) placeBeside(button, event.currentTarget, align);
    setOpen(opens);
  };
  const toggled = ({ newState, currentTarget: panel }: ToggleEvent<HTMLDivElement>) => {
    // Whoever cannot see the panel hears it.
    if (newState === 'open') {
      panel.focus({ preventScroll: true });
      return;
    }
    // Some browsers do not focus a button that is clicked, and then have nowhere to return to.
    const focused = document.activeElement;
    if (focused === document.body || panel.contains(focused)) document.getElementById(buttonId)?.focus();
  };
  return (
    <>
      {renderTrigger({ id: buttonId, popoverTarget: id, 'aria-haspopup': 'dialog', 'aria-expanded': open })}
      <div
        id={id}
        role="dialog"
        tabIndex={-1}
        aria-label={label}
        popover="auto"
        className={classes['panel']}
        onBeforeToggle={toggling}
        onToggle={toggled}
      >
        {open ? children(close) : null}
      </div>
    </>
  );
}

/** A panel stays beside its button while the page scrolls, and closes when the button has left the screen. */
function useFollow(open: boolean, id: string, buttonId: string, align: Align): void {
  useEffect(() => {
    if (!open) return;
    const onScroll = (event: Event) => {
      const button = document.getElementById(buttonId);
      const panel = document.getElementById(id);
      if (!button || !panel || !(event.target instanceof Node) || !event.target.contains(button)) return;
      const { top, bottom } = button.getBoundingClientRect();
      if (bottom < 0 || top > window.innerHeight) panel.hidePopover();
      else placeBeside(button, panel, align);
    };
    document.addEventListener('scroll', onScroll, { capture: true, passive: true });
    return () => document.removeEventListener('scroll', onScroll, { capture: true });
  }, [open, id, buttonId, align]);
}
