import type { INestApplicationContext } from '@nestjs/common';
import { parseDecimal } from '@nyla/money';
import { AicoreFacade } from '../aicore/aicore.facade.js';
import { BillingFacade } from '../billing/billing.facade.js';
import { newId } from '../common/ids.js';
import { seededRandom } from '../common/seeded-random.js';
import { AppDatabase } from '../database/app-database.js';
import { BillingDatabase } from '../database/billing-database.js';
import { IdentityFacade } from '../identity/identity.facade.js';
import { MandatesFacade } from '../mandates/mandates.facade.js';
import { RbacFacade } from '../rbac/rbac.facade.js';
import { HistoryGenerator, type MandatePlan } from './generated-history.js';
import { callTemplates } from './history-templates.js';

export interface HistoryOptions {
  readonly bookings: number;
  readonly mandates: number;
  /** Of each mandate. */
  readonly people: number;
  readonly days: number;
  readonly seed: number;
  /** E-mail address of an existing person who becomes admin of the largest one. */
  readonly admin?: string;
}

type Gateway = Pick<INestApplicationContext, 'get'>;

const DAY_MS = 86_400_000;
const CONNECTIONS = 2;
/** The largest mandate has this part of all bookings; the others share the rest alike. */
const LARGEST_SHARE = 0.1;

/** Mandates with people and bookings, the same ones for the same figures; answers the mandates, the largest first. */
export async function makeHistory(
  gateway: Gateway,
  url: string,
  { bookings, days, seed, ...options }: HistoryOptions,
  log: (line: string) => void,
): Promise<readonly MandatePlan[]> {
  const to = new Date();
  const from = new Date(to.getTime() - days * DAY_MS);
  const aicore = gateway.get(AicoreFacade);
  await aicore.ensurePastFxRate(parseDecimal('0.805'), from, 'generated');
  const templates = await callTemplates(aicore, from, seededRandom(seed));
  log(`making ${options.mandates} mandates with ${options.people} people each`);
  const mandates = await makeMandates(gateway, { bookings, seed, ...options });
  const begin = performance.now();
  let done = 0;
  await new HistoryGenerator(url, templates).generate({ seed, from, to, mandates }, CONNECTIONS, (count) => {
    done += count;
    log(`${done} bookings, ${Math.round(done / ((performance.now() - begin) / 1000))} per second`);
  });
  return mandates;
}

async function makeMandates(
  gateway: Gateway,
  { bookings, mandates, people, seed, admin }: Omit<HistoryOptions, 'days'>,
): Promise<MandatePlan[]> {
  const largest = mandates === 1 ? bookings : Math.round(bookings * LARGEST_SHARE);
  const usual = mandates === 1 ? 0 : Math.floor((bookings - largest) / (mandates - 1));
  const plans: MandatePlan[] = [];
  for (let number = 1; number <= mandates; number++) {
    const { id: mandateId } = await gateway
      .get(MandatesFacade)
      .create({ name: `Generiert ${seed}-${number}`, kind: 'customer' });
    await gateway.get(RbacFacade).ensureDefaultRoles(mandateId, 'customer');
    await gateway.get(BillingFacade).ensureMandate(mandateId, 'PREPAY_MANDATE');
    const userIds = await addPeople(gateway.get(AppDatabase), mandateId, people);
    const [account] = await gateway
      .get(BillingDatabase)
      .query<{ id: string }>('SELECT id FROM billing_account WHERE mandate_id = $1', [mandateId]);
    plans.push({ mandateId, accountId: account?.id ?? '', userIds, bookings: number === 1 ? largest : usual });
  }
  const [first] = plans;
  if (admin !== undefined && first) await makeAdmin(gateway, first.mandateId, admin);
  return plans;
}

/** Without a password: nobody can sign in as one of them. */
async function addPeople(database: AppDatabase, mandateId: string, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, newId);
  await database.query(
    `INSERT INTO app_user (id, email, display_name, password_hash)
     SELECT id, id || '@generated.invalid', 'Person ' || n, '-' FROM unnest($1::uuid[]) WITH ORDINALITY AS p (id, n)`,
    [ids],
  );
  await database.query('INSERT INTO membership (mandate_id, user_id) SELECT $1, unnest($2::uuid[])', [mandateId, ids]);
  return ids;
}

async function makeAdmin(gateway: Gateway, mandateId: string, email: string): Promise<void> {
  const user = await gateway.get(IdentityFacade).findUserByEmail(email);
  if (!user) throw new Error(`nobody has the e-mail address ${email}`);
  await gateway.get(MandatesFacade).addMember(mandateId, user.id);
  await gateway.get(RbacFacade).assignRole(mandateId, user.id, 'admin');
}
