import { Injectable, Optional } from '@nestjs/common';
import { AicoreFacade } from '../aicore/aicore.facade.js';
import { BillingFacade } from '../billing/billing.facade.js';
import { AppDatabase } from '../database/app-database.js';
import { DemoAccess } from '../identity/demo-access.js';
import { type MandateInfo, MandatesFacade } from '../mandates/mandates.facade.js';
import { RbacFacade } from '../rbac/rbac.facade.js';
import { DemoService } from './demo.service.js';

const ROOT_NAME = 'Nyla';
const BOOTSTRAP_LOCK = 7_194_026;

/** Makes what every installation needs, and in demo mode the demo mandates. Every step may run again. */
@Injectable()
export class BootstrapService {
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
  run(): Promise<void> {
    return this.database.exclusively(BOOTSTRAP_LOCK, async () => {
      const root = await this.ensureRoot();
      await this.aicore.ensurePriceList();
      if (this.demoAccess) await this.demo.ensure(root);
    });
  }

  /** What to print after the start: the demo logins, or how to make the first account. */
  async announce(baseUrl: string): Promise<string[]> {
    return this.demoAccess ? this.demo.announce(baseUrl) : [];
  }

  private async ensureRoot(): Promise<MandateInfo> {
    const root = (await this.mandates.findRoot()) ?? (await this.mandates.create({ name: ROOT_NAME, kind: 'root' }));
    await this.rbac.ensureDefaultRoles(root.id, 'root');
    await this.billing.ensureMandate(root.id, 'UNLIMITED');
    return root;
  }
}
