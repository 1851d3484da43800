import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { SaveAutomationDto, ScheduleDto, SchedulePreviewDto } from '@nyla/contracts';
import { parseChf } from '@nyla/money';
import { Clock } from '../../common/clock.js';
import { RequestContext } from '../../common/context/request-context.js';
import { DomainError, ValidationError } from '../../common/errors/domain-error.js';
import { newId } from '../../common/ids.js';
import { AppDatabase } from '../../database/app-database.js';
import { AutomationAccessService } from './automation-access.service.js';
import { scheduleOf } from './automation-dto.js';
import type { AutomationWithDefinition } from './automation-rows.js';
import { type AutomationContent, AutomationsRepository } from './automations.repository.js';
import { DefinitionGate } from './definition-gate.service.js';
import { namedModelIds } from './definition-models.js';
import { RunStarterService } from './run-starter.service.js';
import { nextDue, nextDues, scheduleErrors } from './schedule.js';
import { asStored } from './storable.js';

const PREVIEWED_TIMES = 5;

/** Writes automations: what is saved could run as it stands, as its owner, at this moment. */
@Injectable()
export class AutomationsService {
  constructor(
    private readonly database: AppDatabase,
    private readonly automations: AutomationsRepository,
    private readonly access: AutomationAccessService,
    private readonly gate: DefinitionGate,
    private readonly context: RequestContext,
    private readonly clock: Clock,
    private readonly starter: RunStarterService,
  ) {}

  /** @returns the id of the new automation, which belongs to the caller. */
  async create(content: SaveAutomationDto): Promise<string> {
    const { mandate, caller } = this.context;
    await this.refuseUnsound(content, caller.userId);
    const id = newId();
    await this.database.run(() => this.automations.insert(mandate.id, id, caller.userId, this.stored(content)));
    return id;
  }

  /** @throws DomainError common.conflict when somebody else has saved since `basedOnVersion` */
  async update(id: string, content: SaveAutomationDto): Promise<void> {
    const automation = await this.access.get(id);
    const basedOnVersion = content.basedOnVersion ?? automation.version;
    if (basedOnVersion !== automation.version) throw new DomainError('common.conflict');
    await this.refuseUnsound(content, automation.owner_id);
    if (isUnchanged(automation, content)) return;
    const { mandate, caller } = this.context;
    const saved = await this.database.run(() =>
      this.automations.update(mandate.id, id, { basedOnVersion, authorId: caller.userId }, this.stored(content)),
    );
    if (saved === undefined) throw new DomainError('common.conflict');
  }

  /** Its runs end; they and their bookings stay. */
  async remove(id: string): Promise<void> {
    const { mandate_id: mandateId } = await this.access.get(id);
    await this.automations.remove(mandateId, id);
    await this.starter.cancelAll(mandateId, id);
  }

  /** It starts no run by itself until it is resumed. */
  async pause(id: string): Promise<void> {
    const { mandate_id: mandateId } = await this.access.get(id);
    await this.automations.pause(mandateId, id, 'by_user');
  }

  /** It starts again from the next due time on; what came due meanwhile is not made up for. */
  async resume(id: string): Promise<void> {
    const automation = await this.access.get(id);
    const schedule = scheduleOf(automation);
    const nextRunAt = schedule ? (nextDue(schedule, this.clock.now()) ?? null) : null;
    await this.automations.resume(automation.mandate_id, id, nextRunAt);
  }

  /** @throws ValidationError for a schedule that cannot be saved either */
  previewSchedule(schedule: ScheduleDto): SchedulePreviewDto {
    const errors = scheduleErrors(schedule, '');
    if (errors.length > 0) throw new ValidationError(errors);
    const times = nextDues(schedule, this.clock.now(), PREVIEWED_TIMES);
    return { items: times.map((time) => ({ at: time.toISOString() })) };
  }

  private async refuseUnsound({ definition, schedule }: SaveAutomationDto, ownerId: string): Promise<void> {
    const others = schedule ? scheduleErrors(schedule, 'schedule.') : [];
    await this.gate.check(this.context.mandate.id, ownerId, definition, others);
  }

  private stored({ basedOnVersion: _basis, ...content }: SaveAutomationDto): AutomationContent {
    const { schedule, definition } = content;
    return {
      ...content,
      modelIds: namedModelIds(definition),
      nextRunAt: schedule ? (nextDue(schedule, this.clock.now()) ?? null) : null,
    };
  }
}

function isUnchanged(
  automation: AutomationWithDefinition,
  { basedOnVersion: _basis, ...content }: SaveAutomationDto,
): boolean {
  const { name, description, definition, run_limit, month_limit } = automation;
  const amount = (chf: string | null): bigint | null => (chf === null ? null : parseChf(chf));
  return (
    name === content.name &&
    description === content.description &&
    amount(run_limit) === amount(content.runLimit) &&
    amount(month_limit) === amount(content.monthLimit) &&
    isDeepStrictEqual(asStored(scheduleOf(automation)), asStored(content.schedule)) &&
    isDeepStrictEqual(definition, asStored(content.definition))
  );
}
