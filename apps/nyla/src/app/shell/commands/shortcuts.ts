/** Where `g` and a second key lead. */
export const GO_TO = {
  c: { to: '/chat', permission: 'ui.chat', text: 'chat' },
  a: { to: '/automations', permission: 'ui.automations', text: 'automations' },
  b: { to: '/billing', permission: 'ui.billing', text: 'billing' },
  e: { to: '/settings', permission: 'ui.settings', text: 'settings' },
} as const;

export type GoKey = keyof typeof GO_TO;

/** What a key, or two of them, asks for. */
export type Shortcut = 'palette' | 'list' | 'search' | 'new-chat' | { readonly go: GoKey };

/** The part of a keyboard event that decides. */
export interface Stroke {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly repeat: boolean;
  readonly isComposing: boolean;
  /** When, in milliseconds. */
  readonly timeStamp: number;
}

interface Situation {
  /** The focus is where letters are written, or chosen by. */
  readonly typing: boolean;
  /** Whether keys without Ctrl or ⌘ count; people may switch them off. */
  readonly singleKeys: boolean;
}

const SEQUENCE_MS = 1_500;

/** Reads shortcuts from keys, one after another. It keeps the `g` that waits for its second key. */
export class ShortcutReader {
  private goSince = Number.NEGATIVE_INFINITY;

  read(stroke: Stroke, { typing, singleKeys }: Situation): Shortcut | null {
    const { key, ctrlKey, metaKey, altKey, repeat, isComposing, timeStamp } = stroke;
    const afterGo = timeStamp - this.goSince < SEQUENCE_MS;
    this.goSince = Number.NEGATIVE_INFINITY;
    if (repeat || isComposing) return null;
    if (ctrlKey || metaKey) return key.toLowerCase() === 'k' && !altKey && ctrlKey !== metaKey ? 'palette' : null;
    if (altKey || typing || !singleKeys) return null;
    if (afterGo) return isGoKey(key) ? { go: key } : null;
    switch (key) {
      case 'g':
        this.goSince = timeStamp;
        return null;
      case '?':
        return 'list';
      case '/':
        return 'search';
      case 'n':
        return 'new-chat';
      default:
        return null;
    }
  }
}

function isGoKey(key: string): key is GoKey {
  return Object.hasOwn(GO_TO, key);
}
