/** A letter as its author thinks of it. HTML and plain text are two forms of the same. */
export interface Letter {
  readonly subject: string;
  readonly title: string;
  readonly greeting: string | null;
  readonly blocks: readonly Block[];
  /** The one thing to do. The path is one of ours, see `MailLinks`. */
  readonly action: Action | null;
  /** What is good to know, behind the button. */
  readonly notes: readonly string[];
  /** Why the reader gets it. */
  readonly why: string;
  /** Where that can be changed; null where nobody can. */
  readonly managePath: string | null;
  /** What is called there; absent: the settings of mails. */
  readonly manageLabel?: string;
}

export interface Action {
  readonly label: string;
  readonly path: string;
  /** Whether HTML shows the address, too: for what cannot be reached from anywhere else. */
  readonly isShown?: boolean;
}

export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'figures'; readonly rows: readonly Figure[] }
  | { readonly kind: 'table'; readonly title: string; readonly head: TableRow; readonly rows: readonly TableRow[] }
  /** What a person wrote. */
  | { readonly kind: 'quote'; readonly label: string; readonly text: string }
  /** What an automation wrote. `imageLabel` stands in for pictures, which are not loaded. */
  | { readonly kind: 'markdown'; readonly text: string; readonly imageLabel: string }
  /** A picture that comes with the mail; left out where it does not. */
  | { readonly kind: 'picture'; readonly cid: string; readonly title: string; readonly alt: string };

export interface Figure {
  readonly label: string;
  readonly value: string;
  /** What the value is compared with. */
  readonly detail?: string;
}

/** A name and its figures. */
export type TableRow = readonly [name: string, ...values: string[]];
