import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { LedgerService } from '../billing/ledger/ledger.service.js';
import { VerifyService } from '../billing/ledger/verify.service.js';
import { LedgerExportService } from '../billing/ledger-export/ledger-export.service.js';
import { type ReportOrder, ReportsFacade } from '../billing/reports/reports.facade.js';
import type { MadeStatement } from '../billing/statements/statement-maker.service.js';
import { StatementsFacade } from '../billing/statements.facade.js';
import { BootstrapService, FIRST_OPERATOR } from '../bootstrap/bootstrap.service.js';
import { OperatorsService } from '../bootstrap/operators.service.js';
import { type TakeoverOptions, TakeoverService } from '../bootstrap/takeover/takeover.service.js';
import type { Env } from '../config/env.js';
import { ensureLedgerKey, findLedgerKey } from '../config/ledger-key.js';
import { ensureSecret } from '../config/secret.js';
import { migrateDatabases, openDatabases, pendingMigrations } from '../database/open-databases.js';
import { IdentityFacade } from '../identity/identity.facade.js';
import { askPassword } from './ask-password.js';
import { bootstrapReport } from './bootstrap-report.js';
import { type AdminOptions, adminReport } from './create-admin.js';
import { checkExport, exportReport, refuseExisting, writeWhole } from './ledger-export.js';
import { describeReports } from './monthly-reports.js';
import type { Report } from './report.js';
import { takeoverReport } from './takeover.js';

type Context = Awaited<ReturnType<typeof NestFactory.createApplicationContext>>;
type Databases = Awaited<ReturnType<typeof openDatabases>>['urls'];

export interface StatementsOrder {
  readonly month: string | undefined;
  readonly mandateId: string | undefined;
  readonly isDryRun: boolean;
}

/**
 * What the commands do, each on databases and a gateway of its own. Apart from their arguments, because to load a
 * gateway takes longer than to say what a command takes.
 */
export class Operations {
  constructor(private readonly env: Env) {}

  migrate(): Promise<Report> {
    return this.withDatabases(async ({ migrations }) => ({ ok: true, summary: { migrations } }));
  }

  bootstrap(): Promise<Report> {
    return this.withGateway(async (gateway) => {
      const bootstrap = gateway.get(BootstrapService);
      const made = await bootstrap.run();
      return { ...bootstrapReport(made), hints: (await bootstrap.hasOperator()) ? [] : FIRST_OPERATOR };
    });
  }

  verify(): Promise<Report> {
    return this.withGateway(async (gateway) => {
      const { differences, ...summary } = await gateway.get(VerifyService).verify();
      return {
        ok: differences.length === 0,
        summary: { ...summary, differences: differences.length },
        rows: differences,
      };
    });
  }

  makeStatements(order: StatementsOrder): Promise<Report> {
    return this.withGateway(async (gateway) => {
      const rows: MadeStatement[] = [];
      const { made, failures } = await gateway.get(StatementsFacade).makeDue(order, (row) => rows.push(row));
      return {
        ok: failures.length === 0,
        summary: { [order.isDryRun ? 'would be made' : 'made']: made, failed: failures.length },
        rows: [...(order.isDryRun ? rows : []), ...failures],
      };
    });
  }

  expireHolds(): Promise<Report> {
    return this.withGateway(async (gateway) => {
      const expired = await gateway.get(LedgerService).expireHolds();
      return { ok: true, summary: { expired: expired.length } };
    });
  }

  sendReports(order: ReportOrder): Promise<Report> {
    return this.withGateway(async (gateway) => describeReports(order, await gateway.get(ReportsFacade).send(order)));
  }

  createAdmin({ email, name, locale, resetPassword = false }: AdminOptions): Promise<Report> {
    return this.withGateway(async (gateway) => {
      await gateway.get(BootstrapService).run();
      const wanted = { email, displayName: name, locale, resetPassword };
      return adminReport(email, await gateway.get(OperatorsService).ensure(wanted, askPassword));
    });
  }

  resetSecondFactor(email: string): Promise<Report> {
    return this.withGateway(async (gateway) => {
      const reset = await gateway.get(IdentityFacade, { strict: false }).resetSecondFactor(email);
      return { ok: reset, summary: { [reset ? 'reset' : 'has no second factor']: email } };
    });
  }

  migrateMandates(options: TakeoverOptions): Promise<Report> {
    return this.withGateway(
      async (gateway) => takeoverReport(await gateway.get(TakeoverService).run(options, showProgress), options),
      { migrates: !options.dryRun },
    );
  }

  async exportLedger(out: string, mandateId: string | null): Promise<Report> {
    await refuseExisting(out);
    return this.withGateway(async (gateway) => {
      const key = await ensureLedgerKey(this.env.NYLA_DATA_DIR);
      const ledger = gateway.get(LedgerExportService);
      const exported = await writeWhole(out, (write) => ledger.export(mandateId, key, write));
      return exportReport(out, key.publicKey, exported);
    });
  }

  async verifyExport(file: string, key: string | undefined): Promise<Report> {
    return checkExport(file, key ?? (await findLedgerKey(this.env.NYLA_DATA_DIR)));
  }

  private async withDatabases(
    work: (opened: { migrations: string[]; urls: Databases }) => Promise<Report>,
    { migrates }: Opening = { migrates: true },
  ): Promise<Report> {
    const databases = await openDatabases(this.env, () => undefined);
    try {
      if (!migrates) await refusePending(databases.urls);
      const migrations = migrates ? await migrateDatabases(databases.urls) : [];
      return await work({ migrations, urls: databases.urls });
    } finally {
      await databases.close();
    }
  }

  private withGateway(work: (gateway: Context) => Promise<Report>, opening?: Opening): Promise<Report> {
    return this.withDatabases(async ({ urls }) => {
      const env = await ensureSecret(this.env);
      const gateway = await NestFactory.createApplicationContext(
        AppModule.forRoot({ env, databases: urls, demo: false, serves: false }),
        { logger: false, abortOnError: false },
      );
      try {
        return await work(gateway);
      } finally {
        await gateway.close();
      }
    }, opening);
  }
}

interface Opening {
  /** False for what must change nothing at all: then the databases must be up to date. */
  readonly migrates: boolean;
}

async function refusePending(urls: Databases): Promise<void> {
  const pending = await pendingMigrations(urls);
  if (pending.length === 0) return;
  const [first, ...others] = pending;
  const behind = others.length === 0 ? first : `${first} and ${others.length} more`;
  throw new Error(
    `The databases are not up to date: ${behind} is still to run. Run "npm run nyla -- migrate" first; it brings tables up to date and leaves what is in them.`,
  );
}

/** Where people watch: standard output is the report's. */
function showProgress(done: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} mandates`);
}
