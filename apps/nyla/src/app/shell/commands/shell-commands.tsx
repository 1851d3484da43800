import { useNavigate } from '@tanstack/react-router';
import {
  createContext,
  lazy,
  type ReactNode,
  Suspense,
  use,
  useCallback,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useMe } from '@/lib/session';
import { GO_TO, type Shortcut, ShortcutReader } from './shortcuts';
import { isSingleKeysOn } from './single-keys';

const Palette = lazy(async () => ({ default: (await import('./palette')).Palette }));
const ShortcutList = lazy(async () => ({ default: (await import('./shortcut-list')).ShortcutList }));

interface ShellCommandsValue {
  readonly openPalette: () => void;
  readonly openShortcuts: () => void;
}

const ShellCommandsContext = createContext<ShellCommandsValue | null>(null);

export function useShellCommands(): ShellCommandsValue {
  const value = use(ShellCommandsContext);
  if (!value) throw new Error('useShellCommands outside the shell');
  return value;
}

type Open = 'palette' | 'shortcuts';

/** The keys that work on every signed-in page, and the two dialogs that they open. Those load when first needed. */
export function ShellCommands({ children }: { readonly children: ReactNode }) {
  const [open, setOpen] = useState<Open | null>(null);
  // Stays mounted, so that it can fade out.
  const [loaded, setLoaded] = useState<ReadonlySet<Open>>(new Set());
  const opener = useRef<Element | null>(null);

  const show = useCallback((next: Open) => {
    opener.current = document.activeElement;
    setLoaded((before) => new Set([...before, next]));
    setOpen(next);
  }, []);
  const close = useCallback((returnFocus = true) => {
    setOpen(null);
    const element = opener.current;
    if (returnFocus && element instanceof HTMLElement && element !== document.body) {
      // After the closing dialog has let go of the focus.
      setTimeout(() => element.isConnected && element.focus({ preventScroll: true }));
    }
  }, []);
  const value = useMemo(() => ({ openPalette: () => show('palette'), openShortcuts: () => show('shortcuts') }), [show]);
  useShortcuts({ open, show, close });

  return (
    <ShellCommandsContext value={value}>
      {children}
      <Suspense fallback={null}>
        {loaded.has('palette') ? <Palette opened={open === 'palette'} onClose={close} /> : null}
        {loaded.has('shortcuts') ? <ShortcutList opened={open === 'shortcuts'} onClose={close} /> : null}
      </Suspense>
    </ShellCommandsContext>
  );
}

interface ShortcutActions {
  readonly open: Open | null;
  readonly show: (next: Open) => void;
  readonly close: () => void;
}

function useShortcuts({ open, show, close }: ShortcutActions): void {
  const navigate = useNavigate();
  const { permissions } = useMe();
  const reader = useRef(new ShortcutReader());

  const perform = (shortcut: Shortcut): boolean => {
    if (shortcut === 'palette' && open === 'palette') {
      close();
      return true;
    }
    // What another dialog has begun comes first.
    if (isDialogOpen()) return false;
    switch (shortcut) {
      case 'palette':
        show('palette');
        return true;
      case 'list':
        show('shortcuts');
        return true;
      case 'search': {
        const field = searchFieldOfPage();
        if (field) field.focus();
        else show('palette');
        return true;
      }
      case 'new-chat':
        if (!permissions.includes('ui.chat')) return false;
        void navigate({ to: '/chat' });
        focusComposer();
        return true;
      default: {
        const { to, permission } = GO_TO[shortcut.go];
        if (!permissions.includes(permission)) return false;
        void navigate({ to });
        return true;
      }
    }
  };
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    const shortcut = reader.current.read(event, { typing: isTyping(event.target), singleKeys: isSingleKeysOn() });
    if (shortcut && perform(shortcut)) event.preventDefault();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKeyDown(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}

const WRITTEN =
  'textarea, select, [contenteditable="true"], [role="combobox"], [role="textbox"], [role="menu"], [role="listbox"]';
const NOT_WRITTEN = new Set(['button', 'checkbox', 'radio', 'submit', 'reset', 'range', 'file', 'color']);

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  if (target instanceof HTMLInputElement) return !NOT_WRITTEN.has(target.type);
  return target.closest(WRITTEN) !== null;
}

function isDialogOpen(): boolean {
  return document.querySelector('[role="dialog"][aria-modal="true"], [role="menu"]:popover-open') !== null;
}

function searchFieldOfPage(): HTMLInputElement | undefined {
  const fields = document.querySelectorAll<HTMLInputElement>('main input[type="search"]');
  return [...fields].find((field) => field.getClientRects().length > 0);
}

/** Where one is in the chat already, nothing else would move the focus. */
function focusComposer(): void {
  document.querySelector<HTMLTextAreaElement>('main form textarea')?.focus();
}
