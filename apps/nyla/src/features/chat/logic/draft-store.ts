/** The part of `Storage` that drafts need. */
export interface DraftStorage {
  read(key: string): string | null;
  write(key: string, value: string | null): void;
}

interface Draft {
  /** What stands in the composer. */
  readonly text: string;
  /** What was sent but not accepted yet. */
  readonly parked: string;
}

const EMPTY: Draft = { text: '', parked: '' };

/** Key of the draft of a chat that does not exist yet. */
export const NEW_CHAT = 'new';

/**
 * Unsent text, per chat, kept across reloads. Sending parks the text: it is dropped when the server has stored the
 * message, and comes back into the composer when the message was refused or the page was closed in between.
 */
export class DraftStore {
  readonly #drafts = new Map<string, Draft>();
  readonly #listeners = new Set<() => void>();

  constructor(
    private readonly prefix: string,
    private readonly storage: DraftStorage,
  ) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  text(chat: string): string {
    return this.#get(chat).text;
  }

  setText(chat: string, text: string): void {
    this.#set(chat, { ...this.#get(chat), text });
  }

  /**
   * The text leaves the composer of `from` and waits at `to`; they differ for the first message of a chat.
   * Anything else that stands in the composer stays there.
   */
  park(from: string, to: string, text: string): void {
    const draft = this.#get(from);
    this.#set(from, draft.text === text ? { ...draft, text: '' } : draft);
    this.#set(to, { ...this.#get(to), parked: text });
  }

  /** The server has it. */
  accept(chat: string): void {
    this.#set(chat, { ...this.#get(chat), parked: '' });
  }

  /** The server does not have it: back into the composer, before whatever was typed meanwhile. */
  giveBack(chat: string): void {
    const { text, parked } = this.#get(chat);
    this.#set(chat, { text: joined(parked, text), parked: '' });
  }

  /** The chat is gone. */
  remove(chat: string): void {
    this.#set(chat, EMPTY);
  }

  #get(chat: string): Draft {
    const known = this.#drafts.get(chat);
    if (known) return known;
    const stored = parse(this.storage.read(this.prefix + chat));
    // Nothing is on its way right after a load, so what was parked then is a draft again.
    const draft = { text: joined(stored.parked, stored.text), parked: '' };
    this.#drafts.set(chat, draft);
    return draft;
  }

  #set(chat: string, draft: Draft): void {
    this.#drafts.set(chat, draft);
    this.storage.write(this.prefix + chat, draft.text || draft.parked ? JSON.stringify(draft) : null);
    for (const listener of this.#listeners) listener();
  }
}

function joined(parked: string, text: string): string {
  if (!parked || parked === text) return text;
  return text ? `${parked}\n\n${text}` : parked;
}

function parse(stored: string | null): Draft {
  if (stored === null) return EMPTY;
  try {
    const value: unknown = JSON.parse(stored);
    if (typeof value !== 'object' || value === null) return EMPTY;
    const { text, parked } = value as Partial<Record<keyof Draft, unknown>>;
    return { text: typeof text === 'string' ? text : '', parked: typeof parked === 'string' ? parked : '' };
  } catch {
    return EMPTY;
  }
}
