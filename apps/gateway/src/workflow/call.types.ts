import type { CallOutcome, Feature } from '@nyla/contracts';
import type { Nano } from '@nyla/money';
import type { ChatTurn, FinishReason, Usage } from '../aicore/aicore.facade.js';
import type { PermissionSet } from '../rbac/rbac.facade.js';

/** On whose behalf a call runs: it decides which models are allowed and who pays. */
export interface CallOrigin {
  readonly mandateId: string;
  readonly userId: string;
  readonly permissions: PermissionSet;
  readonly feature: Feature;
  readonly chatId?: string;
  readonly messageId?: string;
  readonly apiKeyId?: string;
}

export interface CallRequest {
  /** `connectorType/model` */
  readonly modelId: string;
  readonly messages: readonly ChatTurn[];
  /** Absent: the model's default. */
  readonly maxOutputTokens?: number | undefined;
}

/** What the caller of a call is told on the way. A throwing listener ends the call. */
export interface CallListener {
  /** The credit is set aside; the provider has not been asked yet. */
  reserved(amount: Nano): Promise<void> | void;
  delta(text: string): Promise<void> | void;
}

/** A call that was booked. */
export interface CallResult {
  readonly transactionId: string;
  readonly outcome: CallOutcome;
  readonly finishReason: FinishReason | null;
  readonly usage: Omit<Usage, 'providerCostUsd'>;
  readonly estimated: boolean;
  /** Nano-francs, as booked; positive. */
  readonly charged: Nano;
}
