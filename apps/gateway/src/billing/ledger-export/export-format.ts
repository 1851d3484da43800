/**
 * An export of the ledger is a text of lines, each one JSON object: a header, prices and rates, then each account with
 * its bookings in the order of their numbers, an end with the totals, and a signature. CONTRIBUTING.md describes it for
 * whoever has to read it without Nyla.
 */
export const EXPORT_VERSION = 1;

/** What stands before the digest where it is signed, so that no other signature of the key can be taken for one. */
export const SIGNED_PREFIX = 'nyla-ledger-export-1:';

/** What the cells of a sealed booking are, in their order; new ones are only ever added behind. */
export const SEALED_FIELDS = [
  'id',
  'accountId',
  'mandateId',
  'seq',
  'type',
  'amount',
  'balanceAfter',
  'createdAt',
  'userId',
  'feature',
  'connectorType',
  'model',
  'outcome',
  'estimated',
  'late',
  'shortfall',
  'usage',
  'receipt',
  'reason',
  'reference',
  'chatId',
  'messageId',
  'automationId',
  'runId',
  'apiKeyId',
  'reversalOf',
  'providerRequestId',
] as const;

export interface HeaderLine {
  readonly type: 'nyla-ledger-export';
  readonly version: number;
  readonly createdAt: string;
  /** Null: every mandate. */
  readonly mandateId: string | null;
  /** Ed25519, SPKI in base64. */
  readonly publicKey: string;
  readonly sealedFields: readonly string[];
}

export interface PriceLine {
  readonly type: 'price' | 'rate';
  readonly row: Readonly<Record<string, unknown>>;
}

export interface AccountLine {
  readonly type: 'account';
  readonly id: string;
  readonly mandateId: string;
  readonly mandateName: string | null;
  /** Null: the mandate's own. */
  readonly userId: string | null;
  readonly status: string;
  readonly balance: string;
  readonly held: string;
  readonly creditLimit: string | null;
  readonly lastSeq: string;
  /** Hexadecimal; empty before the first booking. */
  readonly headHash: string;
}

export interface BookingLine {
  readonly type: 'booking';
  /** The very text whose hash is kept, as a JSON array of `SEALED_FIELDS`. */
  readonly sealed: string;
  /** What the hash covers behind it: a JSON array of the budgets that the booking counted for; absent for none. */
  readonly budgets?: string;
  /** `sha256(hash of the booking before ‖ sealed ‖ budgets)`, hexadecimal. */
  readonly hash: string;
}

export interface EndLine {
  readonly type: 'end';
  readonly prices: number;
  readonly rates: number;
  readonly accounts: number;
  readonly bookings: number;
  /** Of all balances, in CHF. */
  readonly balance: string;
}

export interface SignatureLine {
  readonly type: 'signature';
  /** sha256 of every byte before this line, hexadecimal. */
  readonly digest: string;
  /** Of `SIGNED_PREFIX` and the digest, base64. */
  readonly signature: string;
}

export type ExportLine = HeaderLine | PriceLine | AccountLine | BookingLine | EndLine | SignatureLine;
