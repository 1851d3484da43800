import { Injectable } from '@nestjs/common';
import type { PauseReason, Permission } from '@nyla/contracts';
import { Clock } from '../../common/clock.js';
import { AppDatabase } from '../../database/app-database.js';
import { MailAudience, type MemberMail } from '../../identity/mail-audience.js';
import { NotificationsFacade } from '../../notifications/notifications.facade.js';
import type { AutomationRow } from './automation-rows.js';
import { AutomationsRepository } from './automations.repository.js';
import { type ClaimedRun, RunQueueRepository } from './run-queue.repository.js';
import { closedBy, type RunVerdict } from './run-verdict.js';
import { StepRunsRepository } from './step-runs.repository.js';

/** Who, beside its owner, can put right what an automation was paused for. */
const HELPERS: Readonly<Record<PauseReason, Permission>> = {
  by_user: 'data.automations.all',
  run_limit: 'data.automations.all',
  month_limit: 'data.automations.all',
  insufficient_balance: 'data.billing.topUp',
  not_permitted: 'data.roles.write',
  owner_inactive: 'data.automations.all',
};

/** Of an instant in ISO 8601, as far as its hour: of the failures of an automation one in each is mailed. */
const HOUR_LENGTH = 13;

/** A run of which people are told. */
export type EndedRun = Pick<ClaimedRun, 'id' | 'mandate_id' | 'automation_id' | 'trigger'>;

/** Writes down how a run ended, pauses its automation where that follows, and tells people of it. */
@Injectable()
export class RunEndService {
  constructor(
    private readonly database: AppDatabase,
    private readonly queue: RunQueueRepository,
    private readonly stepRuns: StepRunsRepository,
    private readonly automations: AutomationsRepository,
    private readonly notifications: NotificationsFacade,
    private readonly audience: MailAudience,
    private readonly clock: Clock,
  ) {}

  async end(run: ClaimedRun, verdict: RunVerdict): Promise<void> {
    const { id, mandate_id: mandateId, automation_id: automationId, gateway_id: gatewayId, trigger } = run;
    await this.database.run(async () => {
      if (!(await this.queue.finish(gatewayId, mandateId, id, verdict))) return;
      await this.stepRuns.closeAll(mandateId, id, closedBy(verdict));
      // Whoever tries something out sees what is wrong; what runs by itself goes on.
      const reason = trigger === 'test' ? null : verdict.pause;
      const isPaused = reason && (await this.automations.pause(mandateId, automationId, reason, verdict.details));
      if (isPaused) await this.paused(run, reason);
      else if (verdict.status === 'failed' || (verdict.status === 'stopped' && reason === null))
        await this.failed(run, verdict.error?.code ?? 'common.internal');
    });
  }

  /** Who starts a run by hand sees how it ends. Call it in the transaction that ended the run. */
  async failed(run: EndedRun, code: string): Promise<void> {
    if (run.trigger !== 'schedule' && run.trigger !== 'webhook') return;
    const automation = await this.automations.find(run.mandate_id, run.automation_id);
    if (!automation) return;
    const data = { ...namesOf(automation), runId: run.id, code };
    await this.notifications.notify({
      mandateId: run.mandate_id,
      to: { userIds: [automation.owner_id] },
      kind: 'automation_failed',
      data,
      // One that fails every five minutes is told of once.
      unlessUnread: { automationId: automation.id },
    });
    const cause = `${automation.id}:${this.clock.now().toISOString().slice(0, HOUR_LENGTH)}`;
    await this.mail(automation, { kind: 'automation_failed', data, cause });
  }

  private async paused(run: EndedRun, reason: PauseReason): Promise<void> {
    const automation = await this.automations.find(run.mandate_id, run.automation_id);
    if (!automation) return;
    const { owner_id: ownerId, mandate_id: mandateId } = automation;
    const data = { ...namesOf(automation), runId: run.id, reason };
    await this.notifications.notify({ mandateId, to: { userIds: [ownerId] }, kind: 'automation_paused', data });
    await this.mail(automation, { kind: 'automation_paused', data, cause: run.id });
    const helpers = { permission: HELPERS[reason], except: ownerId };
    await this.notifications.notify({ mandateId, to: helpers, kind: 'automation_paused', data });
  }

  private mail<K extends 'automation_failed' | 'automation_paused'>(
    { mandate_id: mandateId, owner_id: ownerId }: AutomationRow,
    mail: Pick<MemberMail<K>, 'kind' | 'data' | 'cause'>,
  ): Promise<void> {
    return this.audience.send(this.database, { ...mail, mandateId, to: { userIds: [ownerId] } });
  }
}

function namesOf({ id, name }: AutomationRow): { automationId: string; automationName: string } {
  return { automationId: id, automationName: name };
}
