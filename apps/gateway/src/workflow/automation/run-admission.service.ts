import { Injectable } from '@nestjs/common';
import { DomainError } from '../../common/errors/domain-error.js';
import { AutomationModelsService } from './automation-models.service.js';
import { AutomationsRepository } from './automations.repository.js';
import { completeInputs } from './run-inputs.js';
import { RunOwnerService } from './run-owner.service.js';
import type { RunWork } from './run-work.js';

/** Looks at what may have changed since a run was put into the queue, before its first call is paid for. */
@Injectable()
export class RunAdmissionService {
  constructor(
    private readonly automations: AutomationsRepository,
    private readonly owners: RunOwnerService,
    private readonly models: AutomationModelsService,
  ) {}

  /** @throws whatever ends the run: its automation is gone or paused, its owner may not do it any more */
  async admit(work: RunWork): Promise<void> {
    const { run, isFresh } = work;
    const { mandate_id: mandateId, automation_id: automationId, trigger, definition } = run;
    const automation = await this.automations.find(mandateId, automationId);
    if (!automation) throw new DomainError('automation.removed');
    const isUnattended = trigger === 'schedule' || trigger === 'webhook';
    if (isFresh && isUnattended && automation.status === 'paused') {
      throw new DomainError('automation.paused', { reason: automation.pause_reason });
    }
    if (isFresh) completeInputs(definition.variables, run.inputs);
    // What an earlier attempt has done asks no model again.
    const ahead = definition.steps.filter(({ id }) => !work.resultOf(id));
    await this.owners.as(mandateId, run.user_id, (permissions) => this.models.admit(definition, ahead, permissions));
  }
}
