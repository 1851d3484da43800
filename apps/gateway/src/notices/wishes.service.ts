import { Injectable } from '@nestjs/common';
import { type AskForCreditDto, type AskForProviderDto, MODEL_ID_SEPARATOR, type WishDto } from '@nyla/contracts';
import { toChf } from '@nyla/money';
import { AicoreFacade } from '../aicore/aicore.facade.js';
import { BillingFacade } from '../billing/billing.facade.js';
import { RequestContext } from '../common/context/request-context.js';
import { DomainError } from '../common/errors/domain-error.js';
import { type PermissionSet, RbacFacade } from '../rbac/rbac.facade.js';
import { WishBook } from './wish-book.service.js';
import { coversWish, permitsWish } from './wish-fulfilment.js';
import type { WishSubject } from './wishes.repository.js';

const CREDIT: WishSubject = { kind: 'credit', connectorType: null, model: null };

/** What members may ask their admins for. */
@Injectable()
export class WishesService {
  constructor(
    private readonly context: RequestContext,
    private readonly book: WishBook,
    private readonly billing: BillingFacade,
    private readonly rbac: RbacFacade,
    private readonly aicore: AicoreFacade,
  ) {}

  async askForCredit({ chatId = null, required = null, note = null }: AskForCreditFields): Promise<WishDto> {
    const { mandate, caller } = this.context;
    const { available } = await this.billing.payingAccount(mandate.id, caller.userId);
    if (coversWish(available, { required, available: null })) return this.book.fulfilled(CREDIT);
    const data = { userId: caller.userId, userName: caller.displayName, required, note };
    const wish = { ...CREDIT, required, available: available === null ? null : toChf(available), chatId, note };
    const mail = { kind: 'credit_request', data: { required, note } } as const;
    return this.book.send(wish, { kind: 'credit_requested', data, mail });
  }

  /** @throws DomainError aicore.model_unknown for a model that is not on offer */
  async askForProvider({ connectorType, model = null, note = null }: AskForProviderFields): Promise<WishDto> {
    const { caller } = this.context;
    const subject: WishSubject = { kind: 'provider', connectorType, model };
    const permissions = await this.rbac.current();
    const modelName = model === null ? null : await this.nameOf(connectorType, model, permissions);
    if (permitsWish(permissions, subject)) return this.book.fulfilled(subject);
    const data = { userId: caller.userId, userName: caller.displayName, connectorType, model, note };
    const wish = { ...subject, required: null, available: null, chatId: null, note };
    const mail = { kind: 'provider_request', data: { connectorType, modelName, note } } as const;
    return this.book.send(wish, { kind: 'provider_requested', data, mail });
  }

  private async nameOf(
    connectorType: AskForProviderDto['connectorType'],
    model: string,
    permissions: PermissionSet,
  ): Promise<string> {
    const listed = await this.aicore.listModels({ permissions, markupPercent: null });
    const found = listed.find((known) => known.model.connectorType === connectorType && known.model.model === model);
    if (found) return found.model.displayName;
    throw new DomainError('aicore.model_unknown', { model: `${connectorType}${MODEL_ID_SEPARATOR}${model}` });
  }
}

/** Fields that were not sent are undefined in the DTO. */
type AskForCreditFields = { readonly [K in keyof AskForCreditDto]: AskForCreditDto[K] | null };
type AskForProviderFields = Pick<AskForProviderDto, 'connectorType'> & {
  readonly [K in 'model' | 'note']?: string | null;
};
