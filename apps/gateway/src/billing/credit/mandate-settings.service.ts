import { Injectable } from '@nestjs/common';
import type { MandateSettingsDto, SwitchRefusalReason, UpdateMandateSettingsDto } from '@nyla/contracts';
import { compare, type Decimal, decimalOf, type Nano, parseChf, parseDecimal, toChf } from '@nyla/money';
import { AuditTrail } from '../../common/audit/audit-trail.js';
import { RequestContext } from '../../common/context/request-context.js';
import { DomainError, NotFoundError, ValidationError } from '../../common/errors/domain-error.js';
import { newId } from '../../common/ids.js';
import { BillingDatabase } from '../../database/billing-database.js';
import { MandatesFacade } from '../../mandates/mandates.facade.js';
import { type Account, AccountsRepository, type Settings } from '../accounts.repository.js';
import { AccountsService, creditLimitOf } from '../accounts.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { changeOf, settingsDto } from './settings-dto.js';

const MAX_MARKUP_PERCENT = decimalOf(1_000);
// What the column holds: more would be rounded without a word.
const MARKUP_DECIMALS = 4;

/**
 * What only the operator may set of a mandate: the billing model, limits, markup. A change of the model moves credit
 * and limits with it, in one transaction that calls in flight cannot see half of.
 */
@Injectable()
export class MandateSettingsService {
  constructor(
    private readonly database: BillingDatabase,
    private readonly mandates: MandatesFacade,
    private readonly accounts: AccountsService,
    private readonly repository: AccountsRepository,
    private readonly ledger: LedgerService,
    private readonly audit: AuditTrail,
    private readonly context: RequestContext,
  ) {}

  /** @throws NotFoundError */
  async get(mandateId: string): Promise<MandateSettingsDto> {
    await this.mandates.get(mandateId);
    return settingsDto(await this.accounts.getSettings(mandateId));
  }

  /** @throws NotFoundError, ValidationError, DomainError billing.switch_refused */
  async update(mandateId: string, request: UpdateMandateSettingsDto): Promise<MandateSettingsDto> {
    const { name } = await this.mandates.get(mandateId);
    const patch = patchOf(request);
    return this.database.run(async () => {
      // First the settings, then the accounts: a member's account that is being opened now is seen, or waits.
      const before = await this.accounts.lockSettings(mandateId, 'update');
      const after: Settings = { ...before, ...patch };
      const change = changeOf(settingsDto(before), settingsDto(after));
      if (!change) return settingsDto(before);
      // Before credit moves: what an account no longer pays with is nobody's loss.
      await this.accounts.saveSettings(before, after);
      await this.adapt(before, after);
      await this.audit.record(this.database, {
        action: 'billing_settings.changed',
        mandateId,
        subjectId: mandateId,
        subjectName: name,
        before: change.before,
        after: { ...change.after, ...(request.reason !== undefined && { reason: request.reason }) },
      });
      return settingsDto(after);
    });
  }

  /** Makes the accounts fit the new settings, or refuses. */
  private async adapt(before: Settings, after: Settings): Promise<void> {
    const { mandateId } = after;
    const limit = creditLimitOf(after);
    if (before.billingModel === after.billingModel && limit === creditLimitOf(before)) return;
    const accounts = await this.repository.lockAccounts(mandateId);
    const own = accounts.find(({ userId }) => userId === null);
    if (!own) throw new NotFoundError();
    const members = accounts.filter(({ userId }) => userId !== null);
    const hasSwitched = before.billingModel !== after.billingModel;

    if (hasSwitched && before.billingModel === 'PREPAY_USER') {
      // A call in flight is paid by its member's account, whose credit must stay until it is settled.
      await this.refuseInFlight(members, after, own);
      await this.collect(members, own, `${before.billingModel} → ${after.billingModel}`);
    }
    // Calls of an unlimited account have set nothing aside: under a limit their cost might not be covered.
    if (hasSwitched && before.billingModel === 'UNLIMITED') await this.refuseInFlight([own], after, own);

    const collected = hasSwitched && before.billingModel === 'PREPAY_USER' ? sumOf(members) : 0n;
    const balance = own.balance + collected;
    if (limit !== null && balance - own.held + limit < 0n) {
      const reason = balance + limit < 0n ? 'balance_too_low' : 'calls_in_flight';
      throw this.refusal(reason, after, { ...own, balance }, await this.repository.callsInFlight(mandateId, [own.id]));
    }
    await this.accounts.setCreditLimit(after, own, limit);
    // Whoever watches a balance reads it anew: another account may be the one that pays.
    this.ledger.announce(accounts.map(({ id }) => id));
  }

  private async refuseInFlight(accounts: readonly Account[], wanted: Settings, own: Account): Promise<void> {
    const count = await this.repository.callsInFlight(
      wanted.mandateId,
      accounts.map(({ id }) => id),
    );
    if (count > 0) throw this.refusal('calls_in_flight', wanted, own, count);
  }

  /** Brings what members have left to the mandate's own account. */
  private async collect(members: readonly Account[], own: Account, reason: string): Promise<void> {
    const booking = {
      type: 'transfer',
      userId: this.context.caller.userId,
      reason,
      reference: null,
      reversalOf: null,
    } as const;
    const postings = members
      .filter(({ balance }) => balance !== 0n)
      .flatMap(({ id, balance }) => [
        { ...booking, id: newId(), accountId: id, amount: -balance },
        { ...booking, id: newId(), accountId: own.id, amount: balance },
      ]);
    if (postings.length > 0) await this.ledger.post(postings);
  }

  private refusal(
    reason: SwitchRefusalReason,
    wanted: Settings,
    { balance, held }: Account,
    callsInFlight: number,
  ): DomainError {
    const limit = creditLimitOf(wanted);
    return new DomainError('billing.switch_refused', {
      reason,
      billingModel: wanted.billingModel,
      balance: toChf(balance),
      held: toChf(held),
      creditLimit: limit === null ? null : toChf(limit),
      callsInFlight,
    });
  }
}

function sumOf(accounts: readonly Account[]): Nano {
  return accounts.reduce((sum, { balance }) => sum + balance, 0n);
}

function patchOf(request: UpdateMandateSettingsDto): Partial<Settings> {
  const { billingModel, creditLimit, initialUserCredit, markupPercent, selfTopUpLimit } = request;
  return {
    ...(billingModel !== undefined && { billingModel }),
    ...(creditLimit !== undefined && { creditLimit: parseChf(creditLimit) }),
    ...(initialUserCredit !== undefined && { initialUserCredit: parseChf(initialUserCredit) }),
    ...(markupPercent !== undefined && { markupPercent: markupPercent === null ? null : parseMarkup(markupPercent) }),
    ...(selfTopUpLimit !== undefined && { selfTopUpLimit: parseChf(selfTopUpLimit) }),
  };
}

function parseMarkup(text: string): Decimal {
  const markup = parseDecimal(text);
  if (compare(markup, MAX_MARKUP_PERCENT) <= 0 && markup.scale <= MARKUP_DECIMALS) return markup;
  throw new ValidationError([
    { field: 'markupPercent', constraint: 'isMarkup', message: 'markupPercent must be 0 to 1000 with four decimals' },
  ]);
}
