import { Injectable, Logger, Optional } from '@nestjs/common';
import { AicoreFacade } from '../aicore/aicore.facade.js';
import { BillingFacade } from '../billing/billing.facade.js';
import { AppDatabase } from '../database/app-database.js';
import { DemoAccess } from '../identity/demo-access.js';
import { type MandateInfo, MandatesFacade } from '../mandates/mandates.facade.js';
import { RbacFacade, type RefreshedRoles } from '../rbac/rbac.facade.js';
import { DemoService } from './demo.service.js';

const ROOT_NAME = 'Nyla';
const BOOTSTRAP_LOCK = 7_194_026;

/** For an installation that nobody can operate yet. */
export const FIRST_OPERATOR: readonly string[] = [
  'Nobody can operate this installation yet. Make the first operator, on this machine and with the same settings:',
  '  npm run nyla -- create-admin --email you@example.ch --name "Your Name"',
  'It asks for a password, and may run while Nyla does.',
];

/** What was made, and what was there already. */
export interface Bootstrapped {
  readonly root: MandateInfo;
  readonly rootMade: boolean;
  /** Names of default roles that the ROOT mandate lacked. */
  readonly rolesMade: readonly string[];
  /** Of all mandates. */
  readonly roles: RefreshedRoles;
  readonly settingsMade: boolean;
  readonly pricesAdded: number;
}

/** Makes what every installation needs, and in demo mode the demo mandates. Every step may run again. */
@Injectable()
export class BootstrapService {
  private readonly logger = new Logger(BootstrapService.name);

  constructor(
    private readonly database: AppDatabase,
    private readonly mandates: MandatesFacade,
    private readonly rbac: RbacFacade,
    private readonly billing: BillingFacade,
    private readonly aicore: AicoreFacade,
    private readonly demo: DemoService,
    @Optional() private readonly demoAccess?: DemoAccess,
  ) {}

  /** Gateways that start together do this one after the other. */
  run(): Promise<Bootstrapped> {
    return this.database.exclusively(BOOTSTRAP_LOCK, async () => {
      const former = await this.mandates.findRoot();
      const root = former ?? (await this.mandates.create({ name: ROOT_NAME, kind: 'root' }));
      const rolesMade = await this.rbac.ensureDefaultRoles(root.id, 'root');
      const roles = await this.rbac.refreshDefaultRoles();
      const settingsMade = await this.billing.ensureMandate(root.id, 'UNLIMITED');
      const pricesAdded = await this.aicore.ensurePriceList();
      if (this.demoAccess) await this.demo.ensure(root);
      return { root, rootMade: former === undefined, rolesMade, roles, settingsMade, pricesAdded };
    });
  }

  /** What to print after the start: the demo logins, or how to make the first account. */
  async announce(baseUrl: string): Promise<string[]> {
    if (this.demoAccess) return this.demo.announce(baseUrl);
    try {
      return (await this.hasOperator()) ? [] : ['', ...FIRST_OPERATOR];
    } catch (error) {
      // The gateway serves already. A database that leaves in this moment comes back, and nobody needs to be told twice.
      this.logger.warn(`could not see whether there is an operator: ${String(error)}`);
      return [];
    }
  }

  /** Whether somebody can sign in and operate the installation. */
  async hasOperator(): Promise<boolean> {
    const root = await this.mandates.findRoot();
    return root !== undefined && this.rbac.someoneMay(root.id, 'root', 'data.operator.mandates.write');
  }
}
