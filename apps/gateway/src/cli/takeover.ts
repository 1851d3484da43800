import { readFile } from 'node:fs/promises';
import { CONNECTOR_TYPES, type ConnectorType, CREDIT_MAXIMUM } from '@nyla/contracts/constants';
import { type Nano, toChf } from '@nyla/money';
import { InvalidArgumentError } from 'commander';
import { type BalanceFile, BalanceFileError, readBalances } from '../bootstrap/takeover/balance-file.js';
import type { MandateLine, Takeover, TakeoverOptions } from '../bootstrap/takeover/takeover.service.js';
import { type Report, UsageError } from './report.js';

export interface TakeoverArguments {
  readonly dryRun?: boolean;
  readonly balances?: string;
  readonly providers: readonly ConnectorType[] | 'all';
}

export const TAKEOVER_HELP = `
What each mandate without billing settings gets:
  settings    PREPAY_MANDATE; PREPAY_USER where a row of the file names a user; what its rows say under model;
              UNLIMITED for the ROOT mandate. Without credit nothing can be used, so nobody runs up a bill.
  account     its own; those of members with a row of theirs
  roles       default roles that it lacks. A role of its own that lets people chat or automate, and that has no rule on
              any AI provider, may use those of --providers: all (the default: what was open to everybody so far), none,
              or a list such as anthropic,openai. Other roles get nothing; a role with any such rule stays as it is.
A mandate that has settings keeps them, and its roles.

The file of opening balances, UTF-8, cells separated by ; or , with the columns named in its first line:
  mandate     id, or exactly the name where no other has it
  amount      CHF such as 1234.50: digits, a point, at most nine decimals; at most ${CREDIT_MAXIMUM}; 0 for none
  reference   where the balance comes from; the booking bears it
  user        optional: e-mail address or id of a member whose own balance it is (PREPAY_USER)
  model       optional: PREPAY_MANDATE, PREPAY_USER, POSTPAY or UNLIMITED
Each account gets one opening balance in its life. A row that is wrong is left and reported; the others are booked.
Correct it and run the command again with the whole file.`;

/** @throws UsageError for a file that cannot be read as a whole */
export async function readBalanceFile(file: string | undefined): Promise<BalanceFile> {
  if (file === undefined) return { rows: [], faulty: [] };
  try {
    return readBalances(await readFile(file));
  } catch (error) {
    if (error instanceof BalanceFileError) throw new UsageError(`${file}: ${error.message}`);
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export function providersArgument(text: string): readonly ConnectorType[] | 'all' {
  if (text === 'all') return text;
  if (text === 'none') return [];
  return text.split(',').map((part) => {
    const known = CONNECTOR_TYPES.find((connectorType) => connectorType === part.trim());
    if (!known) throw new InvalidArgumentError(`It is all, none or a list of ${CONNECTOR_TYPES.join(', ')}.`);
    return known;
  });
}

/** @param takeover undefined when another one is at work */
export function takeoverReport(takeover: Takeover | undefined, { dryRun, balances }: TakeoverOptions): Report {
  if (!takeover) throw new Error('Another migrate-mandates is at work on these databases. Wait until it has ended.');
  const { mandates, refused, booked, found, ledger } = takeover;
  const openings = mandates.flatMap((mandate) => mandate.openings);
  const count = (outcome: string) => openings.filter((opening) => opening.outcome === outcome).length;
  const failed = mandates.filter(({ notes }) => notes.some(({ note }) => note === 'failed')).length;
  const left = mandates.filter(({ notes }) => notes.some(({ note }) => note === 'models_contradict')).length;
  // What a rehearsal books is gone when the ledger is asked.
  const ties = ledger === (dryRun ? found : booked + found);
  return {
    ok: refused.length + failed + left === 0 && ties,
    summary: {
      ...(dryRun && { dryRun }),
      mandates: mandates.length,
      settingsMade: mandates.filter(({ settings }) => settings === 'made').length,
      settingsThereAlready: mandates.filter(({ settings }) => settings === 'there already').length,
      accountsOpened: sum(mandates.map(({ accountsOpened }) => accountsOpened)),
      defaultRolesMade: sum(mandates.map(({ rolesMade }) => rolesMade.length)),
      rolesThatMayUseProvidersNow: sum(mandates.map(({ rolesOpened }) => rolesOpened.length)),
      rowsInTheFile: balances.rows.length + balances.faulty.length,
      balancesBooked: count('booked'),
      balancesThereAlready: count('there already'),
      rowsWithNothingToBook: count('nothing to book'),
      rowsRefused: refused.length,
      mandatesLeft: left,
      mandatesFailed: failed,
      chfBooked: toChf(booked),
      chfThereAlready: toChf(found),
      ...(ties ? {} : { chfInTheLedger: toChf(ledger) }),
    },
    rows: [
      ...mandates.map((mandate) => ({ kind: 'mandate', ...mandate })),
      ...refused.map((row) => ({ kind: 'row', ...row })),
    ],
    lines: linesOf(takeover, dryRun),
    hints: hintsOf(takeover, dryRun, ties ? undefined : ledger),
  };
}

function linesOf({ mandates, refused }: Takeover, dryRun: boolean): string[] {
  const done = mandates.flatMap(doneLine);
  const notes = mandates.flatMap(({ mandateId, name, notes: own }) =>
    own.map(({ words }) => `  ${titleOf(mandateId, name)} ${words}`),
  );
  const rows = refused.map(({ line, mandate, message }) => `  line ${line}, ${JSON.stringify(mandate)}: ${message}`);
  return [
    ...section(dryRun ? 'What would be done:' : 'What was done:', done),
    ...section('What to look at:', notes),
    ...section(dryRun ? 'Rows that would not be booked:' : 'Rows that were not booked:', rows),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines];
}

function doneLine({
  mandateId,
  name,
  billingModel,
  settings,
  accountsOpened,
  rolesMade,
  rolesOpened,
  openings,
}: MandateLine): string[] {
  const done = [
    ...(settings === 'made' ? [`billed as ${billingModel}`] : []),
    ...(accountsOpened > 0 ? [`${accountsOpened} ${accountsOpened === 1 ? 'account' : 'accounts'} opened`] : []),
    ...(rolesMade.length > 0 ? [`roles made: ${rolesMade.join(', ')}`] : []),
    ...(rolesOpened.length > 0 ? [`AI providers for: ${rolesOpened.join(', ')}`] : []),
    ...openings
      .filter(({ outcome }) => outcome === 'booked')
      .map(({ amount, line }) => `CHF ${amount} booked (line ${line})`),
  ];
  return done.length === 0 ? [] : [`  ${titleOf(mandateId, name)} ${done.join('; ')}`];
}

function titleOf(id: string, name: string): string {
  return `${id} ${JSON.stringify(name)}`;
}

function hintsOf({ refused }: Takeover, dryRun: boolean, wrong: Nano | undefined): string[] {
  return [
    ...(wrong === undefined ? [] : ['The ledger has another sum than this report: run "npm run nyla -- verify".']),
    ...(refused.length > 0
      ? ['Correct the rows that are listed, and run it again with the whole file: nothing is booked twice.']
      : []),
    ...(dryRun ? ['This was a rehearsal: nothing was changed.'] : []),
  ];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
