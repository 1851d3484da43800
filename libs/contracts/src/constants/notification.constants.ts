import type { ConnectorType } from './aicore.constants.js';
import type { PauseReason } from './automation.constants.js';

/**
 * Everything that people are told of, each with what the sentence about it needs. Amounts are decimal strings in CHF,
 * names are those of that moment.
 */
export interface NotificationData {
  /** Somebody's credit does not cover what they want to do. */
  credit_requested: {
    userId: string;
    userName: string;
    /** What their request needs; null when they did not say. */
    required: string | null;
    note: string | null;
  };
  /** Somebody wants to use a provider or a model that their roles do not permit. */
  provider_requested: {
    userId: string;
    userName: string;
    connectorType: ConnectorType;
    /** Null: any model of the provider. */
    model: string | null;
    note: string | null;
  };
  /** Credit has come; `chatId` is the chat of whoever had asked for it. */
  credit_booked: { amount: string | null; available: string | null; chatId: string | null };
  /** What was asked for may be used now. */
  provider_permitted: { connectorType: ConnectorType; model: string | null };
  /** For the operator: a mandate asks for credit. */
  top_up_requested: { mandateId: string; mandateName: string; amount: string; userName: string };
  top_up_booked: { amount: string };
  top_up_declined: { amount: string; reason: string | null };
  automation_paused: { automationId: string; automationName: string; runId: string; reason: PauseReason };
  automation_failed: { automationId: string; automationName: string; runId: string; code: string };
  /** `ownerName` is whose account it is; null for the mandate's own and for the reader's own. */
  low_balance: { balance: string; runwayDays: number | null; ownerName: string | null };
  balance_exhausted: { balance: string; ownerName: string | null };
  mandate_suspended: { reason: string | null };
  member_joined: { userId: string; userName: string };
}

export type NotificationKind = keyof NotificationData;

/** The closed set of kinds, in no order. */
export const NOTIFICATION_KINDS = [
  'credit_requested',
  'provider_requested',
  'credit_booked',
  'provider_permitted',
  'top_up_requested',
  'top_up_booked',
  'top_up_declined',
  'automation_paused',
  'automation_failed',
  'low_balance',
  'balance_exhausted',
  'mandate_suspended',
  'member_joined',
] as const satisfies readonly NotificationKind[];

/** A count of unread notifications stops here. */
export const UNREAD_COUNT_MAX = 100;
export const NOTIFICATION_READ_IDS_MAX = 100;
export const NOTIFICATION_EVENT = 'notifications';

/** What members ask their admins for. */
export const WISH_KINDS = ['credit', 'provider'] as const;
export type WishKind = (typeof WISH_KINDS)[number];
export const WISH_NOTE_MAX_LENGTH = 500;
/** The same wish of the same person is not sent again within this time. */
export const WISH_REPEAT_HOURS = 24;
/** So many different things one person may ask for within that time. */
export const WISHES_PER_DAY_MAX = 20;

/** How far a balance has fallen. */
export const CROSSING_LEVELS = ['low', 'exhausted'] as const;
export type CrossingLevel = (typeof CROSSING_LEVELS)[number];

/** What a new mandate's admin has to do, in this order. */
export const ONBOARDING_STEPS = ['address', 'limits', 'topUp', 'chat'] as const;
export type OnboardingStep = (typeof ONBOARDING_STEPS)[number];
