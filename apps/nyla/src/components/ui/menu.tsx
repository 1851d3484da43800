import { IconCheck } from '@tabler/icons-react';
import {
  type ButtonHTMLAttributes,
  createContext,
  type KeyboardEvent,
  type ReactNode,
  type ToggleEvent,
  use,
  useCallback,
  useEffect,
  useId,
  useState,
} from 'react';
import classes from './menu.module.css';
import { type Align, placeBeside } from './place-beside';

const ITEMS = '[role="menuitem"], [role="menuitemradio"]';

const CloseContext = createContext<() => void>(() => undefined);

interface TriggerProps extends Pick<ButtonHTMLAttributes<HTMLButtonElement>, 'onKeyDown' | 'popoverTarget'> {
  readonly id: string;
  readonly 'aria-haspopup': 'menu';
  readonly 'aria-expanded': boolean;
}

interface MenuProps {
  /** The button, with these properties on it. */
  readonly renderTrigger: (props: TriggerProps) => ReactNode;
  readonly children: ReactNode;
  /** The edge of the button that the menu keeps to. */
  readonly align?: Align;
  /** Takes the whole width of a phone, for items with more than a word. */
  readonly wide?: boolean;
}

/**
 * A menu on the browser's own popover: top layer, Esc, click outside and return of the focus come with it, and the
 * page that everybody loads first stays free of a positioning library.
 */
export function Menu({ renderTrigger, children, align = 'end', wide = false }: MenuProps) {
  const id = useId();
  const buttonId = `${id}-button`;
  const [open, setOpen] = useState(false);
  const close = useCallback(() => document.getElementById(id)?.hidePopover(), [id]);
  useCloseOnScroll(open, buttonId, close);

  const place = (event: ToggleEvent<HTMLDivElement>) => {
    const button = document.getElementById(buttonId);
    if (event.newState === 'open' && button) placeBeside(button, event.currentTarget, align);
  };
  const toggled = (event: ToggleEvent<HTMLDivElement>) => {
    const menu = event.currentTarget;
    setOpen(event.newState === 'open');
    if (event.newState === 'open') {
      (menu.querySelector<HTMLElement>('[aria-checked="true"]') ?? itemsOf(menu)[0])?.focus();
      return;
    }
    // Some browsers do not focus a button that is clicked, and then have nowhere to return to.
    const focused = document.activeElement;
    if (focused === document.body || menu.contains(focused)) document.getElementById(buttonId)?.focus();
  };
  const openByKey = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    const menu = document.getElementById(id);
    if (!menu?.matches(':popover-open')) menu?.showPopover();
  };
  return (
    <>
      {renderTrigger({
        id: buttonId,
        popoverTarget: id,
        'aria-haspopup': 'menu',
        'aria-expanded': open,
        onKeyDown: openByKey,
      })}
      <div
        id={id}
        role="menu"
        tabIndex={-1}
        popover="auto"
        aria-labelledby={buttonId}
        className={classes['menu']}
        data-wide={wide || undefined}
        onBeforeToggle={place}
        onToggle={toggled}
        onKeyDown={(event) => moveFocus(event, close)}
      >
        <CloseContext value={close}>{children}</CloseContext>
      </div>
    </>
  );
}

interface MenuItemProps {
  readonly icon?: ReactNode;
  readonly tone?: 'danger';
  readonly onSelect: () => void;
  readonly children: ReactNode;
}

export function MenuItem({ icon, tone, onSelect, children }: MenuItemProps) {
  const close = use(CloseContext);
  const select = () => {
    close();
    onSelect();
  };
  return (
    <button type="button" role="menuitem" tabIndex={-1} className={classes['item']} data-tone={tone} onClick={select}>
      {icon}
      {children}
    </button>
  );
}

export interface MenuOption<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly lang?: string;
  /** A second line. */
  readonly hint?: string | undefined;
  /** A figure at the right. */
  readonly figure?: string | undefined;
  /** Can be read and not be chosen; `hint` says why. */
  readonly disabled?: boolean;
}

interface MenuChoiceProps<T extends string> {
  readonly label: string;
  /** Null while none of them is chosen. */
  readonly value: T | null;
  readonly options: readonly MenuOption<T>[];
  readonly onChange: (value: T) => void;
}

/** One of several, as a group of items with its name above. */
export function MenuChoice<T extends string>({ label, value, options, onChange }: MenuChoiceProps<T>) {
  const close = use(CloseContext);
  const select = (next: T) => {
    close();
    if (next !== value) onChange(next);
  };
  return (
    <div role="group" aria-label={label}>
      <div className={classes['label']} aria-hidden>
        {label}
      </div>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          role="menuitemradio"
          tabIndex={-1}
          aria-checked={option.value === value}
          aria-disabled={option.disabled || undefined}
          lang={option.lang}
          className={classes['item']}
          onClick={option.disabled ? undefined : () => select(option.value)}
        >
          <span className={classes['grow']}>
            {option.label}
            {option.hint ? <span className={classes['hint']}>{option.hint}</span> : null}
          </span>
          {option.figure ? <span className={classes['figure']}>{option.figure}</span> : null}
          {option.value === value ? <IconCheck size={16} aria-hidden /> : null}
        </button>
      ))}
    </div>
  );
}

function itemsOf(menu: HTMLElement): HTMLElement[] {
  // What a media query hides has no box and cannot be reached.
  return [...menu.querySelectorAll<HTMLElement>(ITEMS)].filter((item) => item.getClientRects().length > 0);
}

function moveFocus(event: KeyboardEvent<HTMLElement>, close: () => void): void {
  if (event.key === 'Tab') {
    event.preventDefault();
    close();
    return;
  }
  const all = itemsOf(event.currentTarget);
  const index = all.findIndex((item) => item === document.activeElement);
  const steps: Partial<Record<string, number>> = {
    ArrowDown: (index + 1) % all.length,
    ArrowUp: (index <= 0 ? all.length : index) - 1,
    Home: 0,
    End: all.length - 1,
  };
  const next = steps[event.key];
  if (next === undefined) return;
  event.preventDefault();
  all[next]?.focus();
}

/** The menu stands where its button was; once that scrolls away it has lost its place. */
function useCloseOnScroll(open: boolean, buttonId: string, close: () => void): void {
  useEffect(() => {
    if (!open) return;
    const onScroll = (event: Event) => {
      if (event.target instanceof Node && event.target.contains(document.getElementById(buttonId))) close();
    };
    document.addEventListener('scroll', onScroll, { capture: true, passive: true });
    return () => document.removeEventListener('scroll', onScroll, { capture: true });
  }, [open, buttonId, close]);
}
