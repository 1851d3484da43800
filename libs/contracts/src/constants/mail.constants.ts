import type { ConnectorType } from './aicore.constants.js';
import type { PauseReason } from './automation.constants.js';

/** One line of a monthly report's lists. */
export interface ReportLine {
  name: string;
  calls: number;
  amount: string;
}

/** What a mail says to a billing contact who is no member: why it comes, and how to end it. */
export interface MailContact {
  /** Who wrote the address down. */
  addedBy: string;
  /** A day, `YYYY-MM-DD`. */
  addedOn: string;
  /** Of the page in Nyla on which the contact ends these mails without signing in. */
  unsubscribePath: string;
}

/**
 * Every mail that Nyla sends, each with what its text needs. Amounts are decimal strings in CHF, names are those of
 * the moment at which it was written; a mail is made of nothing else, so that it can be made again.
 */
export interface MailData {
  monthly_report: {
    mandateName: string;
    /** As `2026-10`. */
    month: string;
    used: string;
    /** Null where the month before is not on record. */
    usedBefore: string | null;
    calls: number;
    callsBefore: number | null;
    /** Credited and adjusted in the month. */
    credited: string;
    /** At the end of the month, of all accounts of the mandate. */
    closingBalance: string;
    topModels: ReportLine[];
    topUsers: ReportLine[];
    topAutomations: ReportLine[];
    /** Of every day of the month, for the picture. */
    days: { date: string; amount: string }[];
    /** For the month that has begun; null without enough history. */
    forecast: string | null;
    runwayDays: number | null;
    /** Attached as files. */
    statementIds: string[];
    /** The mandate is not billed by its balance: nothing is said of balance and runway. */
    unlimited?: boolean;
    /** Asked for by its only reader, to see what a report looks like. */
    isTest?: boolean;
    contact?: MailContact;
  };
  /** `ownerName` is whose account it is; null for the mandate's own and for the reader's own. */
  balance_warning: {
    mandateName: string;
    ownerName: string | null;
    balance: string;
    threshold: string;
    runwayDays: number | null;
    contact?: MailContact;
  };
  credit_exhausted: { mandateName: string; ownerName: string | null; balance: string; contact?: MailContact };
  /** `balance` is null where the reader may not know it. */
  credit_booked: { mandateName: string; amount: string; balance: string | null; reason: string | null };
  /** For the operator: a mandate asks for credit. */
  top_up_requested: { mandateId: string; mandateName: string; userName: string; amount: string; note: string | null };
  top_up_declined: { mandateName: string; amount: string; reason: string | null };
  /** For an admin: a member asks for credit. */
  credit_request: { mandateName: string; userName: string; required: string | null; note: string | null };
  /** For whoever may change roles: a member asks for a provider, or for one of its models. */
  provider_request: {
    mandateName: string;
    userName: string;
    connectorType: ConnectorType;
    /** Null: any model of the provider. */
    modelName: string | null;
    note: string | null;
  };
  automation_paused: { automationId: string; automationName: string; runId: string; reason: PauseReason };
  automation_failed: { automationId: string; automationName: string; runId: string; code: string };
  invitation: { mandateName: string; inviterName: string; path: string; expiresAt: string };
  password_reset: { displayName: string; path: string; expiresAt: string };
  /** What an automation writes; `text` is markdown. */
  automation_mail: { automationId: string; automationName: string; mandateName: string; subject: string; text: string };
  test_mail: { requestedBy: string };
}

export type MailKind = keyof MailData;

/** The closed set of kinds, in no order. */
export const MAIL_KINDS = [
  'monthly_report',
  'balance_warning',
  'credit_exhausted',
  'credit_booked',
  'top_up_requested',
  'top_up_declined',
  'credit_request',
  'provider_request',
  'automation_paused',
  'automation_failed',
  'invitation',
  'password_reset',
  'automation_mail',
  'test_mail',
] as const satisfies readonly MailKind[];

/** `dead`: given up, until an operator sends it again. */
export const MAIL_STATES = ['queued', 'sending', 'sent', 'dead'] as const;
export type MailState = (typeof MAIL_STATES)[number];

/** What people may do without, each with the mails that belong to it. Others, such as a password reset, always come. */
export const MAIL_TOPICS = {
  report: ['monthly_report'],
  warnings: ['balance_warning', 'credit_exhausted'],
  credit: ['credit_booked', 'top_up_declined'],
  requests: ['credit_request', 'provider_request', 'top_up_requested'],
  automations: ['automation_paused', 'automation_failed'],
} as const satisfies Readonly<Record<string, readonly MailKind[]>>;
export type MailTopic = keyof typeof MAIL_TOPICS;

/** The topics that a mandate's billing contacts are written to about. */
export const CONTACT_TOPICS = ['report', 'warnings'] as const satisfies readonly MailTopic[];
export type ContactTopic = (typeof CONTACT_TOPICS)[number];

/** Why somebody who is named gets no mail: unsubscribed, not of the mandate any more, or wants none of that topic. */
export const SILENCE_REASONS = ['unsubscribed', 'left', 'declined'] as const;
export type SilenceReason = (typeof SILENCE_REASONS)[number];

export const BILLING_CONTACTS_MAX = 30;
/** Of a report for oneself, within a day. */
export const TEST_REPORTS_PER_DAY_MAX = 10;
export const UNSUBSCRIBE_TOKEN_MAX_LENGTH = 100;
/** The hour of the 1st, in Zurich, at which the reports of the month before are sent. */
export const REPORT_HOUR = 6;
/** Where mails go: to a mail server, or into files where none is set. */
export const MAIL_DELIVERIES = ['smtp', 'files'] as const;
export type MailDelivery = (typeof MAIL_DELIVERIES)[number];

/**
 * Why a mail did not go out. Trouble between the gateway and its mail server, which is never the recipient's fault:
 * `connection` · `authentication` · `sender_refused` · `storage` (a file cannot be written). What the server says of
 * the mail: `temporary_refusal` · `recipient_refused` · `content_refused`. And what is seen before it is asked:
 * `address_invalid` · `rendering` · `expired`, the link in it.
 */
export const MAIL_FAILURES = [
  'connection',
  'authentication',
  'sender_refused',
  'storage',
  'temporary_refusal',
  'recipient_refused',
  'content_refused',
  'address_invalid',
  'rendering',
  'expired',
] as const;
export type MailFailure = (typeof MAIL_FAILURES)[number];

/** Test mails that one person may send in an hour. */
export const TEST_MAILS_PER_HOUR = 3;
