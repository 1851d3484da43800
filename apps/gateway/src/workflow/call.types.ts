import type { CallOutcome, ConnectorType, Feature, ModelDecisionDto, SourceDto } from '@nyla/contracts';
import type { Nano } from '@nyla/money';
import type { BilledUsage, ChatTurn, FinishReason, WebSource } from '../aicore/aicore.facade.js';
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
  readonly automationId?: string;
  readonly runId?: string;
  /** Free text that the booking carries. */
  readonly reference?: string;
  /** Limits on top of the balance; the call runs only if each of them covers it. */
  readonly budgetIds?: readonly string[];
}

export interface CallRequest {
  /** `search`: a search model is asked by itself for what the last message says, and nothing is answered. */
  readonly task?: 'answer' | 'search' | undefined;
  /** `connectorType/model`, or `auto/…` */
  readonly modelId: string;
  /** Models that take over, in this order, when the provider of the one before fails. */
  readonly fallbackModelIds?: readonly string[] | undefined;
  readonly messages: readonly ChatTurn[];
  /** Absent: the model's default. */
  readonly maxOutputTokens?: number | undefined;
  /** For quotes: room for what will be in the messages and is not known yet, in tokens. */
  readonly contextTokens?: number | undefined;
  /** How the web is searched for the answer; absent: not at all. */
  readonly webSearch?: WebSearchRequest | undefined;
}

/** A search model that is asked first, as a call of its own; or `provider`, which searches while it answers. */
export interface WebSearchRequest {
  readonly modelId: string;
  readonly query: string;
}

/** What the caller of a call is told on the way. A throwing listener ends the call. */
export interface CallListener {
  /** The credit is set aside, for the search too; no provider has been asked yet. */
  reserved(amount: Nano): Promise<void> | void;
  /** A search model is about to be asked. */
  searching?(search: WebSearchRequest): Promise<void> | void;
  /** The pages that the answer draws on, all that are known by now. */
  sources?(sources: readonly SourceDto[]): Promise<void> | void;
  /** Which model answers and why, where there was a choice; told again whenever another one takes over. */
  decided?(decision: ModelDecisionDto): Promise<void> | void;
  delta(text: string): Promise<void> | void;
}

/** One booking. */
export interface Charge {
  readonly transactionId: string;
  readonly connectorType: ConnectorType;
  /** Model name without the connector. */
  readonly model: string;
  readonly outcome: CallOutcome;
  readonly usage: BilledUsage;
  readonly estimated: boolean;
  /** Nano-francs, as booked; zero or positive. */
  readonly amount: Nano;
}

/** A request that was answered, or stopped by its reader. */
export interface CallResult {
  /** `connectorType/model` that answered. */
  readonly modelId: string;
  readonly outcome: CallOutcome;
  readonly finishReason: FinishReason | null;
  /** The booking of the answer. */
  readonly charge: Charge;
  /** All bookings of the request, oldest first: a search, attempts that failed, the answer. */
  readonly charges: readonly Charge[];
  readonly sources: readonly SourceDto[];
  /** The pages that the model itself reported, with what a search read on them. */
  readonly pages: readonly WebSource[];
}
