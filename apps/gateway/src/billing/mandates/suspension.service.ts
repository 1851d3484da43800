import { Injectable } from '@nestjs/common';
import type { MandateStatus } from '@nyla/contracts';
import { AuditTrail } from '../../common/audit/audit-trail.js';
import { Clock } from '../../common/clock.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { AppDatabase } from '../../database/app-database.js';
import { BillingDatabase } from '../../database/billing-database.js';
import { MandatesFacade } from '../../mandates/mandates.facade.js';
import { NotificationsFacade } from '../../notifications/notifications.facade.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { SuspensionRepository } from './suspension.repository.js';

/**
 * Suspends mandates and frees them again. It holds in both databases: requests are refused by the mandate, reservations
 * by its accounts. A call needs both, so that whichever half a crash leaves undone, the mandate stays suspended, and the
 * same step again completes it.
 */
@Injectable()
export class SuspensionService {
  constructor(
    private readonly app: AppDatabase,
    private readonly billing: BillingDatabase,
    private readonly mandates: MandatesFacade,
    private readonly accounts: SuspensionRepository,
    private readonly ledger: LedgerService,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
    private readonly notifications: NotificationsFacade,
  ) {}

  /** A mandate that is suspended already keeps its first reason. @throws NotFoundError, DomainError mandate.root_protected */
  async suspend(mandateId: string, reason: string): Promise<void> {
    await this.change(mandateId, 'suspended', reason);
  }

  /** @throws NotFoundError */
  async reactivate(mandateId: string, reason: string | undefined): Promise<void> {
    await this.change(mandateId, 'active', reason ?? null);
  }

  private async change(mandateId: string, status: MandateStatus, reason: string | null): Promise<void> {
    const suspended = status === 'suspended';
    await this.app.run(async () => {
      // Two operators do this one after the other, in both databases.
      const mandate = await this.mandates.lock(mandateId);
      if (suspended && mandate.kind === 'root') throw new DomainError('mandate.root_protected');
      const accounts = await this.billing.run(() => this.accounts.set(mandateId, suspended));
      this.ledger.announce(accounts);
      if (mandate.status === status) return;
      await this.mandates.change(mandateId, {
        status,
        suspendedAt: suspended ? this.clock.now() : null,
        suspensionReason: suspended ? reason : null,
      });
      await this.audit.record(this.app, {
        action: suspended ? 'mandate.suspended' : 'mandate.reactivated',
        mandateId,
        subjectId: mandateId,
        subjectName: mandate.name,
        before: { status: mandate.status, ...(mandate.suspensionReason && { reason: mandate.suspensionReason }) },
        after: { status, ...(reason !== null && { reason }) },
      });
      if (!suspended) return;
      await this.notifications.notify({
        mandateId,
        to: { permission: 'data.members.write' },
        kind: 'mandate_suspended',
        data: { reason },
      });
    });
  }
}
