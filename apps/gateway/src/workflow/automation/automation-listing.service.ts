import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  type AutomationDetailDto,
  type AutomationPageDto,
  type AutomationTemplatePageDto,
  type AutomationTemplateQuery,
  PAGE_LIMIT_DEFAULT,
  type PageQuery,
} from '@nyla/contracts';
import { BillingFacade } from '../../billing/billing.facade.js';
import { Clock } from '../../common/clock.js';
import { RequestContext } from '../../common/context/request-context.js';
import { decodeCursor, pageOf } from '../../common/http/cursor.js';
import { IdentityFacade } from '../../identity/identity.facade.js';
import { AutomationAccessService } from './automation-access.service.js';
import { type AutomationFacts, automationDetailDto, automationDto } from './automation-dto.js';
import { AutomationModelsService } from './automation-models.service.js';
import type { AutomationRow } from './automation-rows.js';
import { AutomationsRepository } from './automations.repository.js';
import { templatesOf } from './templates/template-list.js';

/** Automations as people see them: with their last run, what they cost this month, and models that retire. */
@Injectable()
export class AutomationListingService implements OnModuleInit {
  constructor(
    private readonly automations: AutomationsRepository,
    private readonly access: AutomationAccessService,
    private readonly models: AutomationModelsService,
    private readonly billing: BillingFacade,
    private readonly identity: IdentityFacade,
    private readonly context: RequestContext,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.billing.nameAutomations((mandateId, ids) => this.automations.names(mandateId, ids));
  }

  async list({ cursor, limit = PAGE_LIMIT_DEFAULT }: PageQuery): Promise<AutomationPageDto> {
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    const rows = await this.automations.list(this.context.mandate.id, await this.access.reach(), after, limit + 1);
    const page = pageOf(rows, limit, (row) => ({ createdAt: row.updated_at, id: row.id }));
    const facts = await this.factsOf(page.items);
    return { items: page.items.map((row) => automationDto(row, facts(row))), nextCursor: page.nextCursor };
  }

  templates({ locale }: AutomationTemplateQuery): AutomationTemplatePageDto {
    const { caller } = this.context;
    return { items: templatesOf(locale ?? caller.locale, caller.email) };
  }

  /** @throws NotFoundError also for what belongs to somebody else. */
  async get(id: string): Promise<AutomationDetailDto> {
    const row = await this.access.get(id);
    const facts = await this.factsOf([row]);
    return automationDetailDto(row, facts(row));
  }

  private async factsOf(rows: readonly AutomationRow[]): Promise<(row: AutomationRow) => AutomationFacts> {
    const { mandate, caller } = this.context;
    const ids = rows.map(({ id }) => id);
    const today = this.clock.today();
    const [names, lastRuns, costs, retiring] = await Promise.all([
      this.identity.userNames(rows.map((row) => row.owner_id)),
      this.automations.lastRuns(mandate.id, ids),
      this.billing.costOfAutomations(mandate.id, ids, { from: `${today.slice(0, 7)}-01`, to: today }),
      this.models.retiring(
        mandate.id,
        caller.userId,
        rows.flatMap((row) => row.model_ids),
      ),
    ]);
    return (row) => ({
      ownerName: names.get(row.owner_id) ?? '',
      lastRun: lastRuns.get(row.id),
      costThisMonth: costs.get(row.id) ?? 0n,
      retiringModels: row.model_ids.flatMap((modelId) => retiring.get(modelId) ?? []),
    });
  }
}
