import { Injectable } from '@nestjs/common';
import { type CreatedMandateDto, type CreateMandateDto, INITIAL_CREDIT_MAXIMUM } from '@nyla/contracts';
import { type Nano, parseChf, toChf } from '@nyla/money';
import { AuditTrail } from '../../common/audit/audit-trail.js';
import { RequestContext } from '../../common/context/request-context.js';
import { DomainError, ValidationError } from '../../common/errors/domain-error.js';
import { idOfKey } from '../../common/ids.js';
import { AppDatabase } from '../../database/app-database.js';
import { IdentityFacade } from '../../identity/identity.facade.js';
import { MandatesFacade } from '../../mandates/mandates.facade.js';
import { RbacFacade } from '../../rbac/rbac.facade.js';
import { MandateBillingSetup } from './mandate-billing-setup.service.js';

const FIRST_ROLE = 'admin';

/**
 * Makes and renames mandates. Two databases take part, and what counts comes last: a mandate is one once billing knows
 * it, with the record of the key in the same transaction. Its id is made from the key, so that a repeat after a crash
 * goes on with the half that is there, which nobody can see and nobody belongs to.
 */
@Injectable()
export class MandateAdminService {
  constructor(
    private readonly app: AppDatabase,
    private readonly mandates: MandatesFacade,
    private readonly rbac: RbacFacade,
    private readonly identity: IdentityFacade,
    private readonly billing: MandateBillingSetup,
    private readonly audit: AuditTrail,
    private readonly context: RequestContext,
  ) {}

  /**
   * The link of the invitation is kept nowhere, so a repeat with the same key gives a new one.
   * @throws ValidationError, DomainError billing.amount_out_of_range, common.idempotency_conflict
   */
  async create(request: CreateMandateDto, key: string): Promise<CreatedMandateDto> {
    const { name, billingModel, firstAdmin } = request;
    const creditLimit = creditLimitOf(request);
    const initialCredit = initialCreditOf(request);
    const mandateId = idOfKey(['mandate', this.context.caller.userId], key);
    await this.billing.once(key, request, async () => {
      await this.ensureInApp(mandateId, request);
      return { mandateId, billingModel, creditLimit, initialCredit };
    });
    const { email, locale } = firstAdmin;
    const invitation = await this.app.run(async () => {
      // Repeats at the same moment come one after the other; each ends the link of the one before.
      await this.mandates.lock(mandateId);
      return this.identity.inviteAgain({ mandateId, email, roleNames: [FIRST_ROLE], locale });
    });
    return { id: mandateId, name, invitation: { ...invitation, email } };
  }

  /** @throws NotFoundError */
  async rename(mandateId: string, name: string): Promise<void> {
    await this.app.run(async () => {
      const mandate = await this.mandates.lock(mandateId);
      if (mandate.name === name) return;
      await this.mandates.change(mandateId, { name });
      await this.audit.record(this.app, {
        action: 'mandate.renamed',
        mandateId,
        subjectId: mandateId,
        subjectName: name,
        before: { name: mandate.name },
        after: { name },
      });
    });
  }

  private async ensureInApp(mandateId: string, request: CreateMandateDto): Promise<void> {
    const { name, billingModel, creditLimit, initialCredit, firstAdmin } = request;
    await this.app.run(async () => {
      const isNew = await this.mandates.ensureCustomer(mandateId, name);
      await this.rbac.ensureDefaultRoles(mandateId, 'customer');
      if (!isNew) return;
      await this.audit.record(this.app, {
        action: 'mandate.created',
        mandateId,
        subjectId: mandateId,
        subjectName: name,
        before: null,
        after: {
          name,
          billingModel,
          ...(creditLimit !== undefined && { creditLimit }),
          ...(initialCredit !== undefined && { initialCredit }),
          firstAdmin: firstAdmin.email,
        },
      });
    });
  }
}

function creditLimitOf({ billingModel, creditLimit }: CreateMandateDto): Nano {
  if (creditLimit === undefined) return 0n;
  if (billingModel === 'POSTPAY') return parseChf(creditLimit);
  throw new ValidationError([
    { field: 'creditLimit', constraint: 'isPostpay', message: 'only a POSTPAY mandate has a credit limit' },
  ]);
}

function initialCreditOf({ initialCredit }: CreateMandateDto): Nano {
  if (initialCredit === undefined) return 0n;
  const [amount, maximum] = [parseChf(initialCredit), parseChf(INITIAL_CREDIT_MAXIMUM)];
  if (amount <= maximum) return amount;
  throw new DomainError('billing.amount_out_of_range', { minimum: toChf(1n), maximum: toChf(maximum) });
}
