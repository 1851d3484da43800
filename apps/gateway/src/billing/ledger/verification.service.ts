import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { FINDINGS_MAX } from '@nyla/contracts';
import { AuditTrail } from '../../common/audit/audit-trail.js';
import { RequestContext } from '../../common/context/request-context.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { GatewayIdentity } from '../../common/gateway-identity.js';
import { newId } from '../../common/ids.js';
import { BillingDatabase } from '../../database/billing-database.js';
import { VerificationRepository, type VerificationResult } from './verification.repository.js';
import type { Difference } from './verify.repository.js';
import { type Verification, VerifyService } from './verify.service.js';

const TELL_MS = 2_000;
const TEXT_MAX = 1_000;

/** A verification of this gateway that is under way. */
interface Work {
  readonly ended: Promise<void>;
  isStopped: boolean;
}

/** Runs verifications in the background, one at a time over all gateways, and keeps what they found. */
@Injectable()
export class VerificationService implements BeforeApplicationShutdown {
  private readonly logger = new Logger(VerificationService.name);
  private work: Work | undefined;

  constructor(
    private readonly database: BillingDatabase,
    private readonly verifications: VerificationRepository,
    private readonly ledger: VerifyService,
    private readonly audit: AuditTrail,
    private readonly context: RequestContext,
    private readonly gateway: GatewayIdentity,
  ) {}

  /** Starts one for the caller; answers its id. @throws DomainError billing.verification_running */
  async start(): Promise<string> {
    const id = await this.begin(this.context.caller.userId, null);
    if (id !== undefined) return id;
    const verificationId = (await this.verifications.findRunning()) ?? null;
    throw new DomainError('billing.verification_running', { verificationId });
  }

  /** Starts the one of a day, unless it had one or another is under way. */
  async startDaily(day: string): Promise<boolean> {
    return (await this.begin(null, day)) !== undefined;
  }

  /** The databases close after this; a snapshot that is being read would keep them open. */
  async beforeApplicationShutdown(): Promise<void> {
    if (!this.work) return;
    this.work.isStopped = true;
    await this.work.ended;
  }

  private async begin(startedBy: string | null, day: string | null): Promise<string | undefined> {
    const id = newId();
    if (!(await this.verifications.start({ id, gatewayId: this.gateway.id, startedBy, day }))) return undefined;
    const work: Work = { isStopped: false, ended: Promise.resolve().then(() => this.run(id, work)) };
    this.work = work;
    return id;
  }

  private async run(id: string, work: Work): Promise<void> {
    let progress = 0;
    const tell = setInterval(() => {
      this.verifications.advance(id, progress).catch(() => undefined);
    }, TELL_MS);
    try {
      const verification = await this.ledger.verify((percent) => {
        if (work.isStopped) throw new Error('this gateway ends');
        progress = percent;
      });
      await this.keep(id, verification);
    } catch (error) {
      this.logger.error(`verification ${id} was interrupted: ${error instanceof Error ? error.message : 'unknown'}`);
      await this.verifications.interrupt(id).catch(() => undefined);
    } finally {
      clearInterval(tell);
    }
  }

  private async keep(id: string, { differences, ...counts }: Verification): Promise<void> {
    const result: VerificationResult = {
      ...counts,
      differences: differences.length,
      findings: differences.slice(0, FINDINGS_MAX).map(shortened),
    };
    const isKept = await this.database.run(async () => {
      if (!(await this.verifications.finish(id, result))) return false;
      await this.audit.record(this.database, {
        action: 'ledger.verified',
        mandateId: null,
        subjectId: id,
        subjectName: 'Hauptbuch',
        before: null,
        after: { ...counts, differences: differences.length },
      });
      return true;
    });
    if (isKept && differences.length > 0) {
      this.logger.error(`verification ${id}: ${differences.length} differences in the ledger`);
    }
  }
}

function shortened({ rule, accountId, subject, expected, found }: Difference): Difference {
  const short = (text: string) => (text.length <= TEXT_MAX ? text : `${text.slice(0, TEXT_MAX - 1)}…`);
  return { rule, accountId, subject: subject.slice(0, 400), expected: short(expected), found: short(found) };
}
