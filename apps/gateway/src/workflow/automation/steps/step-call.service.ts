import { setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { PermissionSet } from '../../../rbac/rbac.facade.js';
import type { CallRequest, CallResult } from '../../call.types.js';
import { ProcessorService } from '../../processor.service.js';
import { isHeldUp } from '../budget-room.js';
import { permittedModels } from '../permitted-models.js';
import { RunBudgets } from '../run-budgets.js';
import { RunOwnerService } from '../run-owner.service.js';
import { storableText } from '../storable.js';
import type { StepCall } from './step.types.js';

/** By then the longest call that was under way has ended. */
const ROOM_WAIT_MS = 15 * 60_000;
const ROOM_FIRST_LOOK_MS = 200;
const ROOM_LOOK_MS = 5_000;

/** What a model answered to a step. */
export interface StepAnswer {
  readonly text: string;
  readonly result: CallResult;
}

/** The AI calls of steps: through the processor like any other, as the person that the run runs as. */
@Injectable()
export class StepCallService {
  constructor(
    private readonly processor: ProcessorService,
    private readonly owners: RunOwnerService,
    private readonly budgets: RunBudgets,
  ) {}

  /** @throws the signal's reason when it is stopped, and whatever the processor refuses */
  async ask({ run, path }: StepCall, request: CallRequest, signal: AbortSignal): Promise<StepAnswer> {
    signal.throwIfAborted();
    const { mandate_id: mandateId, user_id: userId, automation_id: automationId, id: runId } = run;
    const budgetIds = await this.budgets.budgetsFor({ mandateId, automationId, runId });
    let text = '';
    const listener = {
      reserved: () => undefined,
      delta: (piece: string) => {
        text += piece;
      },
    };
    const call = () =>
      this.owners.as(mandateId, userId, (permissions) => {
        const origin = { mandateId, userId, permissions, feature: 'automation', automationId, runId } as const;
        return this.processor.run(
          withPermitted(request, permissions),
          { ...origin, reference: path, budgetIds },
          listener,
          signal,
        );
      });
    const result = await this.withRoom(call, signal);
    if (result.outcome === 'aborted') {
      signal.throwIfAborted();
      // Stopped by the gateway itself, because it ends or because the call took too long.
      throw new DomainError('automation.interrupted');
    }
    return { text: storableText(text), result };
  }

  /** Waits for calls that hold the rest of a limit: most of them cost less than what is set aside for them. */
  private async withRoom(call: () => Promise<CallResult>, signal: AbortSignal): Promise<CallResult> {
    const until = performance.now() + ROOM_WAIT_MS;
    for (let pauseMs = ROOM_FIRST_LOOK_MS; ; pauseMs = Math.min(2 * pauseMs, ROOM_LOOK_MS)) {
      try {
        return await call();
      } catch (error) {
        if (!isHeldUp(error) || performance.now() > until) throw error;
        await setTimeout(pauseMs, undefined, { signal });
      }
    }
  }
}

/** Nobody watches to choose another: of an ordered list, the models that may be used answer. */
function withPermitted(request: CallRequest, permissions: PermissionSet): CallRequest {
  const asked = [request.modelId, ...(request.fallbackModelIds ?? [])];
  const [modelId = '', ...fallbackModelIds] = permittedModels(asked, permissions);
  return { ...request, modelId, fallbackModelIds };
}
