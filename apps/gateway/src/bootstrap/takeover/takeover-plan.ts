import type { BillingModel, MandateKind, MandateStatus } from '@nyla/contracts';
import type { Nano } from '@nyla/money';
import { type BalanceRow, FAULT_WORDS, type FaultyRow, type RefusedRow, type RowFault } from './balance-file.js';

/** A mandate as it is before. */
export interface PresentMandate {
  readonly id: string;
  readonly name: string;
  readonly kind: MandateKind;
  readonly status: MandateStatus;
  /** Null where billing does not know it yet. */
  readonly billingModel: BillingModel | null;
}

/** An opening balance whose account is clear. */
export interface Opening {
  readonly line: number;
  /** Null: the mandate's own account. */
  readonly userId: string | null;
  readonly amount: Nano;
  readonly reference: string;
}

/** What is to be done for a mandate. */
export interface PlannedMandate extends PresentMandate {
  /** Its present model, or the one that it will get. */
  readonly model: BillingModel;
  readonly openings: readonly Opening[];
  /** A model that the file names and that cannot count, since billing is set up already. */
  readonly otherModel: BillingModel | null;
}

export interface TakeoverPlan {
  readonly mandates: readonly PlannedMandate[];
  readonly refused: readonly RefusedRow[];
  /** Mandates that must wait for a corrected file, since nobody can tell how they are to be billed. */
  readonly left: readonly PresentMandate[];
}

/** Finds a member by e-mail address or id. */
export type FindMember = (mandateId: string, user: string) => Promise<string | undefined>;

type Row = BalanceRow & { readonly mandateId: string };

/** Decides, row by row, what is booked where; nothing is guessed. */
export async function planTakeover(
  present: readonly PresentMandate[],
  file: { readonly rows: readonly BalanceRow[]; readonly faulty: readonly FaultyRow[] },
  findMember: FindMember,
): Promise<TakeoverPlan> {
  const refused: RefusedRow[] = [];
  const refuse = ({ line, mandate }: { line: number; mandate: string }, fault: RowFault) =>
    void refused.push({ line, mandate, fault, message: FAULT_WORDS[fault] });
  const find = finder(present);
  const byMandate = new Map<string, Row[]>();
  const undecided = new Set<string>();
  for (const row of file.rows) {
    const found = find(row.mandate);
    if (typeof found === 'string') refuse(row, found);
    else byMandate.set(found.id, [...(byMandate.get(found.id) ?? []), { ...row, mandateId: found.id }]);
  }
  for (const { user: _user, ...row } of file.faulty) {
    refused.push(row);
    const found = find(row.mandate);
    // A misspelt model is no reason to bill somebody in another way.
    if (row.fault === 'model_unknown' && typeof found !== 'string' && !found.billingModel) undecided.add(found.id);
  }
  // Another row for the same account may be the right one of the two.
  const spoiled = new Set(
    file.faulty.flatMap((row) => {
      const found = find(row.mandate);
      return typeof found === 'string' ? [] : [accountKey(found.id, row.user)];
    }),
  );

  const mandates: PlannedMandate[] = [];
  const left: PresentMandate[] = [];
  for (const mandate of present) {
    const rows = byMandate.get(mandate.id) ?? [];
    const model = mandate.billingModel ?? modelOf(mandate, rows);
    if (!model || undecided.has(mandate.id)) {
      left.push(mandate);
      for (const row of rows) refuse(row, 'models_differ');
      continue;
    }
    const openings: Opening[] = [];
    for (const { row, userId } of await withUsers(rows, findMember)) {
      if (userId === undefined) refuse(row, 'user_unknown');
      else if (userId !== null && model !== 'PREPAY_USER') refuse(row, 'not_prepay_user');
      else openings.push({ line: row.line, userId, amount: row.amount, reference: row.reference });
    }
    const counts = Map.groupBy(openings, ({ userId }) => userId);
    const isAlone = ({ userId, line }: Opening) =>
      counts.get(userId)?.length === 1 &&
      !spoiled.has(accountKey(mandate.id, rows.find((row) => row.line === line)?.user ?? null));
    for (const opening of openings.filter((candidate) => !isAlone(candidate))) {
      refuse(
        { line: opening.line, mandate: rows.find(({ line }) => line === opening.line)?.mandate ?? '' },
        'duplicate',
      );
    }
    const otherModel = rows.find((row) => row.model !== null && row.model !== model)?.model ?? null;
    mandates.push({ ...mandate, model, openings: openings.filter(isAlone), otherModel });
  }
  return { mandates, refused: refused.toSorted((a, b) => a.line - b.line), left };
}

/** By id, or else by a name that only one has. */
function finder(present: readonly PresentMandate[]): (text: string) => PresentMandate | RowFault {
  const byId = new Map(present.map((mandate) => [mandate.id, mandate]));
  const byName = Map.groupBy(present, ({ name }) => comparable(name));
  return (text) => {
    if (text.trim() === '') return 'mandate_blank';
    const known = byId.get(text.toLowerCase());
    const [named, another] = byName.get(comparable(text)) ?? [];
    return known ?? (another ? 'mandate_ambiguous' : (named ?? 'mandate_unknown'));
  };
}

function comparable(name: string): string {
  return name.normalize('NFC').trim().replaceAll(/\s+/g, ' ');
}

function accountKey(mandateId: string, user: string | null): string {
  return `${mandateId} ${user?.toLowerCase() ?? ''}`;
}

/** How a mandate without settings is to be billed; undefined when its rows contradict each other. */
function modelOf({ kind }: PresentMandate, rows: readonly Row[]): BillingModel | undefined {
  const named = [...new Set(rows.flatMap(({ model }) => model ?? []))];
  if (named.length > 1) return undefined;
  if (named[0]) return named[0];
  if (kind === 'root') return 'UNLIMITED';
  return rows.some(({ user }) => user !== null) ? 'PREPAY_USER' : 'PREPAY_MANDATE';
}

async function withUsers(
  rows: readonly Row[],
  findMember: FindMember,
): Promise<{ row: Row; userId: string | null | undefined }[]> {
  const found: { row: Row; userId: string | null | undefined }[] = [];
  for (const row of rows) {
    found.push({ row, userId: row.user === null ? null : await findMember(row.mandateId, row.user) });
  }
  return found;
}
