import { Injectable } from '@nestjs/common';
import type { RunDto, WebhookDto } from '@nyla/contracts';
import { NotFoundError } from '../../common/errors/domain-error.js';
import { Env } from '../../config/env.js';
import { MandatesFacade } from '../../mandates/mandates.facade.js';
import { AutomationAccessService } from './automation-access.service.js';
import type { AutomationWithDefinition } from './automation-rows.js';
import { AutomationsRepository } from './automations.repository.js';
import { RunStarterService } from './run-starter.service.js';
import { MISSES_PER_ADDRESS, STARTS_PER_WEBHOOK, WebhookThrottle } from './webhook-throttle.js';
import { WebhookToken } from './webhook-token.js';

/** What a program sent, and what tells it from its other deliveries. */
export interface WebhookDelivery {
  readonly body: unknown;
  readonly key: string | null;
}

/** Secret addresses at which programs start automations. */
@Injectable()
export class WebhookService {
  constructor(
    private readonly automations: AutomationsRepository,
    private readonly access: AutomationAccessService,
    private readonly mandates: MandatesFacade,
    private readonly starter: RunStarterService,
    private readonly throttle: WebhookThrottle,
    private readonly token: WebhookToken,
    private readonly env: Env,
  ) {}

  /**
   * Makes a new address, shown this once; an earlier one stops working.
   * @param origin where this gateway was reached, for when it was not told its own address
   */
  async create(id: string, origin: string): Promise<WebhookDto> {
    const { mandate_id: mandateId } = await this.access.get(id);
    const token = this.token.create();
    await this.automations.setWebhook(mandateId, id, this.token.hash(token));
    return { url: new URL(`/api/v1/hooks/${token}`, this.env.PUBLIC_URL ?? origin).href };
  }

  async remove(id: string): Promise<void> {
    const { mandate_id: mandateId } = await this.access.get(id);
    await this.automations.setWebhook(mandateId, id, null);
  }

  /**
   * Starts a run. Whether an address exists, and is paused, is nobody's business who has only guessed it.
   * @throws NotFoundError, DomainError common.too_many_requests, automation.paused, common.idempotency_conflict, and
   *   whatever is wrong with the inputs
   */
  async start(token: string, { body, key }: WebhookDelivery, ip: string): Promise<RunDto> {
    this.throttle.refuseFull(ip, MISSES_PER_ADDRESS);
    const automation = await this.find(token);
    if (!automation) {
      this.throttle.count(ip);
      throw new NotFoundError();
    }
    this.throttle.refuseFull(automation.id, STARTS_PER_WEBHOOK);
    this.throttle.count(automation.id);
    return this.starter.startByWebhook(automation, key, body);
  }

  private async find(token: string): Promise<AutomationWithDefinition | undefined> {
    if (!this.token.isToken(token)) return undefined;
    const automation = await this.automations.findByWebhook(this.token.hash(token));
    if (!automation) return undefined;
    const mandate = await this.mandates.get(automation.mandate_id);
    return mandate.status === 'active' ? automation : undefined;
  }
}
