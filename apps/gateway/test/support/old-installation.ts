import { createHash } from 'node:crypto';
import pg from 'pg';
import type { DatabaseUrls } from '../../src/database/database.module.js';

export const MANDATES = 1_000;
/** Mandates that billing knows already; of the last of them only the settings, without an account. */
const BILLED = 60;
const WITHOUT_ACCOUNT = 10;
const SHARED_NAME = 'Zwilling AG';

export interface OldMandate {
  readonly id: string;
  readonly name: string;
  readonly suspended: boolean;
  readonly hasAdmin: boolean;
  readonly billed: boolean;
  readonly roles: RoleShape;
}

/** Roles as installations of the time before billing had them. */
type RoleShape = 'defaults without providers' | 'own roles' | 'explicit' | 'none' | 'everything';
const SHAPES: readonly RoleShape[] = ['defaults without providers', 'own roles', 'explicit', 'none', 'everything'];

/** The rules of each shape, by role; the first role is the admin's. */
const RULES: Readonly<Record<RoleShape, Readonly<Record<string, readonly string[]>>>> = {
  'defaults without providers': { admin: ['data.*', 'ui.*'], user: ['ui.chat', 'data.chat.own'] },
  'own roles': { Leitung: ['data.*', 'ui.*'], Buchhaltung: ['ui.billing', 'data.billing.balance.read'] },
  explicit: {
    admin: ['data.*', 'ui.*', '!resource.aicore.openai', 'resource.aicore.*'],
    user: ['data.chat.own', '!resource.aicore.*'],
  },
  none: {},
  everything: { admin: ['*'], user: ['data.*', 'ui.*', 'resource.*'] },
};

export function idOf(kind: string, number: number): string {
  const hex = createHash('sha256').update(`${kind} ${number}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A thousand mandates, the same on every machine, broken ones among them. */
export const OLD_MANDATES: readonly OldMandate[] = Array.from({ length: MANDATES }, (_, number) => ({
  id: idOf('mandate', number),
  name: nameOf(number),
  suspended: number % 50 === 7,
  hasAdmin: number % 40 !== 3,
  billed: number < BILLED,
  roles: SHAPES[number % SHAPES.length] ?? 'none',
}));

export const ROOT_ID = idOf('root', 0);
export const adminEmail = (number: number): string => `admin${number}@alt.test`;
export const userEmail = (number: number): string => `user${number}@alt.test`;

function nameOf(number: number): string {
  if (number % 100 === 70) return ' ';
  if (number % 250 === 80) return SHARED_NAME;
  return number % 10 === 5 ? `Müller & Söhne; "Filiale" ${number}` : `Kunde ${number} AG`;
}

/** Fills an application's database as it was before billing, and billing's for a few. Answers every id. */
export async function makeOldInstallation(urls: DatabaseUrls): Promise<Set<string>> {
  const app = new pg.Client({ connectionString: urls.app });
  const billing = new pg.Client({ connectionString: urls.billing });
  await app.connect();
  await billing.connect();
  await insert(app, 'mandate (id, name, kind, status)', [
    [ROOT_ID, 'Betrieb', 'root', 'active'],
    ...OLD_MANDATES.map(({ id, name, suspended }) => [id, name, 'customer', suspended ? 'suspended' : 'active']),
  ]);
  const people = OLD_MANDATES.flatMap((_, number) => [
    [idOf('admin', number), adminEmail(number), `Anna ${number}`, 'kein-passwort'],
    [idOf('user', number), userEmail(number), `Urs ${number}`, 'kein-passwort'],
  ]);
  await insert(app, 'app_user (id, email, display_name, password_hash)', people);
  const members = OLD_MANDATES.flatMap(({ id }, number) => [
    [id, idOf('admin', number)],
    [id, idOf('user', number)],
  ]);
  await insert(app, 'membership (mandate_id, user_id)', members);
  const roles: unknown[][] = [];
  const rules: unknown[][] = [];
  const given: unknown[][] = [];
  for (const [number, { id, roles: shape, hasAdmin }] of OLD_MANDATES.entries()) {
    for (const [index, [name, resources]] of Object.entries(RULES[shape]).entries()) {
      const roleId = idOf(`role ${index}`, number);
      roles.push([roleId, id, name, shape !== 'own roles']);
      rules.push(...resources.map((rule) => [roleId, rule.replace('!', ''), rule.startsWith('!') ? 'deny' : 'allow']));
      if (index === 1 || hasAdmin) given.push([id, idOf(index === 0 ? 'admin' : 'user', number), roleId]);
    }
  }
  await insert(app, 'role (id, mandate_id, name, built_in)', roles);
  await insert(app, 'access_rule (role_id, resource, effect)', rules);
  await insert(app, 'membership_role (mandate_id, user_id, role_id)', given);
  const billed = OLD_MANDATES.filter((mandate) => mandate.billed);
  await insert(
    billing,
    'billing_settings (mandate_id, billing_model)',
    billed.map(({ id }) => [id, 'PREPAY_MANDATE']),
  );
  const accounts = billed.slice(0, BILLED - WITHOUT_ACCOUNT).map(({ id }, number) => [idOf('account', number), id]);
  await insert(billing, 'billing_account (id, mandate_id)', accounts);
  await app.end();
  await billing.end();
  return new Set([
    ROOT_ID,
    ...[...OLD_MANDATES.map(({ id }) => [id]), ...people, ...roles, ...accounts].map(([id]) => String(id)),
  ]);
}

async function insert(client: pg.Client, into: string, rows: readonly (readonly unknown[])[]): Promise<void> {
  const width = rows[0]?.length ?? 0;
  for (let start = 0; start < rows.length; start += 500) {
    const part = rows.slice(start, start + 500);
    const places = part.map(
      (_, row) => `(${Array.from({ length: width }, (__, cell) => `$${row * width + cell + 1}`).join(', ')})`,
    );
    await client.query(`INSERT INTO ${into} VALUES ${places.join(', ')}`, part.flat());
  }
}

interface FileRow {
  readonly cells: readonly [mandate: string, amount: string, reference: string, user: string, model: string];
  /** What must become of it: the sum in nano-francs that is booked, or why not. */
  readonly expected: bigint | string;
}

/** What is wrong in the file, each kind several times; the mandates are those whose number ends in 00 to 34. */
const BROKEN: readonly ((number: number) => FileRow)[] = [
  (n) => refused(n, 'mandate_unknown', { mandate: `Unbekannt ${n}` }),
  (n) => refused(n, 'mandate_unknown', { mandate: idOf('nobody', n) }),
  (n) => refused(n, 'mandate_blank', { mandate: '  ' }),
  (n) => refused(n, 'mandate_ambiguous', { mandate: SHARED_NAME }),
  (n) => refused(n, 'amount_no_number', { amount: 'viel' }),
  (n) => refused(n, 'amount_no_number', { amount: 'NaN' }),
  (n) => refused(n, 'amount_no_number', { amount: '1e3' }),
  (n) => refused(n, 'amount_no_number', { amount: "1'000.00" }),
  (n) => refused(n, 'amount_no_number', { amount: 'Infinity' }),
  (n) => refused(n, 'amount_negative', { amount: '-5.00' }),
  (n) => refused(n, 'amount_decimals', { amount: '1.0000000001' }),
  (n) => refused(n, 'amount_too_large', { amount: '1000000.01' }),
  (n) => refused(n, 'amount_too_large', { amount: '9'.repeat(60) }),
  (n) => refused(n, 'amount_missing', { amount: '' }),
  (n) => refused(n, 'reference_blank', { reference: ' ' }),
  (n) => refused(n, 'reference_too_long', { reference: 'x'.repeat(141) }),
  (n) => refused(n, 'model_unknown', { model: 'POSTPAYED' }),
  (n) => refused(n, 'user_unknown', { user: 'fremd@alt.test' }),
  (n) => refused(n, 'user_unknown', { user: userEmail(n + 1) }),
  (n) => refused(n, 'not_prepay_user', { user: userEmail(n), model: 'PREPAY_MANDATE' }),
];

/** The file of opening balances, with what must become of each row. */
export const FILE_ROWS: readonly FileRow[] = OLD_MANDATES.flatMap(({ id, name }, number): FileRow[] => {
  const broken = number % 100 < BROKEN.length && number >= 100 ? BROKEN[number % 100] : undefined;
  if (broken) return [broken(number)];
  const amount = `${number}.${String(number % 100).padStart(2, '0')}${number % 7 === 0 ? '0000005' : ''}`;
  const row = (over: Partial<Cells> = {}): FileRow => ({
    cells: cellsOf(number, { amount, ...over }),
    expected: nano(amount),
  });
  const isNamed = name.trim() !== '' && name !== SHARED_NAME;
  if (number % 100 === 90) return [twice(number), twice(number, idOf('mandate', number).toUpperCase())];
  if (number % 100 === 91)
    return [
      refused(number, 'models_differ', { model: 'POSTPAY' }),
      refused(number, 'models_differ', { model: 'UNLIMITED', user: '' }),
    ];
  if (number % 100 === 92) return [];
  if (number % 100 === 93) return [{ ...row({ amount: '0' }), expected: 0n }];
  if (number >= BILLED && number % 10 === 4) {
    return [row(), row({ user: userEmail(number).toUpperCase() }), row({ user: idOf('admin', number) })];
  }
  return [row({ mandate: isNamed && number % 2 === 0 ? name : id, ...(number === 777 && { model: 'POSTPAY' }) })];
});

interface Cells {
  readonly mandate: string;
  readonly amount: string;
  readonly reference: string;
  readonly user: string;
  readonly model: string;
}

function cellsOf(number: number, over: Partial<Cells>): FileRow['cells'] {
  const cells = {
    mandate: idOf('mandate', number),
    amount: '10.00',
    reference: `Altsystem ${number}`,
    user: '',
    model: '',
    ...over,
  };
  return [cells.mandate, cells.amount, cells.reference, cells.user, cells.model];
}

function refused(number: number, fault: string, over: Partial<Cells>): FileRow {
  return { cells: cellsOf(number, over), expected: fault };
}

function twice(number: number, mandate = idOf('mandate', number)): FileRow {
  return refused(number, 'duplicate', { mandate });
}

function nano(amount: string): bigint {
  const [whole = '0', fraction = ''] = amount.split('.');
  return BigInt(whole + fraction.padEnd(9, '0'));
}

/** As Excel in Switzerland saves it: a byte order mark, semicolons, quotes where they are needed. */
export function balanceFile(): string {
  const lines = [['mandate', 'amount', 'reference', 'user', 'model'], ...FILE_ROWS.map(({ cells }) => cells)];
  return `\uFEFF${lines.map((cells) => cells.map(quoted).join(';')).join('\r\n')}\r\n`;
}

function quoted(cell: string): string {
  return /[;"\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
