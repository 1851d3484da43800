import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { parseDecimal } from '@nyla/money';
import { Command, InvalidArgumentError } from 'commander';
import { AicoreFacade } from '../aicore/aicore.facade.js';
import { AppModule } from '../app.module.js';
import { BillingFacade } from '../billing/billing.facade.js';
import { BootstrapService } from '../bootstrap/bootstrap.service.js';
import { newId } from '../common/ids.js';
import { seededRandom } from '../common/seeded-random.js';
import { readEnv } from '../config/env.js';
import { loadEnvFile } from '../config/env-file.js';
import { ensureSecret } from '../config/secret.js';
import { AppDatabase } from '../database/app-database.js';
import { BillingDatabase } from '../database/billing-database.js';
import { migrateDatabases, openDatabases } from '../database/open-databases.js';
import { IdentityFacade } from '../identity/identity.facade.js';
import { MandatesFacade } from '../mandates/mandates.facade.js';
import { RbacFacade } from '../rbac/rbac.facade.js';
import { HistoryGenerator, type MandatePlan } from './generated-history.js';
import { callTemplates } from './history-templates.js';

interface Options {
  readonly bookings: number;
  readonly mandates: number;
  readonly people: number;
  readonly days: number;
  readonly seed: number;
  readonly admin?: string;
}

const DAY_MS = 86_400_000;
const CONNECTIONS = 2;
/** The largest mandate has this part of all bookings; the others share the rest alike. */
const LARGEST_SHARE = 0.1;

new Command('history')
  .description(
    'Fills a test installation with generated bookings, so that queries can be measured at scale: the same ones for ' +
      'the same figures. Never for an installation with real money.',
  )
  .option('--bookings <number>', 'how many', whole, 1_000_000)
  .option('--mandates <number>', 'how many new mandates share them; the first has a tenth', whole, 100)
  .option('--people <number>', 'of each mandate', whole, 20)
  .option('--days <number>', 'how far back', whole, 365)
  .option('--seed <number>', 'another one gives another history', whole, 1)
  .option('--admin <email>', 'an existing person who becomes admin of the largest one')
  .showHelpAfterError()
  .action(run)
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`history: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });

async function run(options: Options): Promise<void> {
  loadEnvFile();
  const databases = await openDatabases(readEnv(process.env), () => undefined);
  try {
    await migrateDatabases(databases.urls);
    const env = await ensureSecret(readEnv({ ...process.env, LOG_LEVEL: 'error' }));
    const gateway = await NestFactory.createApplicationContext(
      AppModule.forRoot({ env, databases: databases.urls, demo: false }),
      { logger: ['error', 'fatal'], abortOnError: false },
    );
    try {
      await gateway.get(BootstrapService).run();
      await generate(gateway, databases.urls.billing, options);
    } finally {
      await gateway.close();
    }
  } finally {
    await databases.close();
  }
}

type Gateway = Awaited<ReturnType<typeof NestFactory.createApplicationContext>>;

async function generate(gateway: Gateway, url: string, { bookings, days, seed, ...options }: Options): Promise<void> {
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
}

async function makeMandates(
  gateway: Gateway,
  { bookings, mandates, people, seed, admin }: Omit<Options, 'days'>,
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

function whole(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('a whole number above zero is needed');
  return Number(text);
}

function log(line: string): void {
  process.stderr.write(`history ${process.uptime().toFixed(0).padStart(4)} s: ${line}\n`);
}
