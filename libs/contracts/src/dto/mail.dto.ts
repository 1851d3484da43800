import { SEARCH_MAX_LENGTH } from '../constants/billing.constants.js';
import { EMAIL_MAX_LENGTH, LOCALES, type Locale, NAME_MAX_LENGTH } from '../constants/common.constants.js';
import {
  MAIL_DELIVERIES,
  MAIL_FAILURES,
  MAIL_KINDS,
  MAIL_STATES,
  type MailDelivery,
  type MailFailure,
  type MailKind,
  type MailState,
} from '../constants/mail.constants.js';
import { Flag, IsoTime, ListOf, OneOf, Text, Uuid, WholeNumber } from '../fields/fields.js';
import { PageQuery } from './common.dto.js';

/** A mail of any mandate, as the operator sees it: without what it says. */
export class MailDto {
  @Uuid()
  id!: string;

  @IsoTime()
  createdAt!: string;

  @Uuid({ nullable: true, description: 'null: it is nobody’s matter' })
  mandateId!: string | null;

  @Text({ max: NAME_MAX_LENGTH, nullable: true })
  mandateName!: string | null;

  @OneOf(MAIL_KINDS)
  kind!: MailKind;

  @Text({ max: EMAIL_MAX_LENGTH })
  address!: string;

  @OneOf(LOCALES)
  locale!: Locale;

  @OneOf(MAIL_STATES)
  state!: MailState;

  @WholeNumber({ description: 'since it was queued, or queued again' })
  attempts!: number;

  @IsoTime({ nullable: true, description: 'of the last time that it went out' })
  sentAt!: string | null;

  @IsoTime({ nullable: true, description: 'while it waits' })
  nextAttemptAt!: string | null;

  @OneOf(MAIL_FAILURES, { nullable: true, description: 'of the last attempt; null: it went well, or none was made' })
  failure!: MailFailure | null;

  @Text({ max: 600, nullable: true, description: 'what the mail server said' })
  lastError!: string | null;

  @Flag({ description: 'dead or sent, and without a secret link that is used up or over' })
  canResend!: boolean;
}

/** A mail as its reader gets it; a secret link in it is masked. */
export class MailDetailDto extends MailDto {
  @Text({ max: 1_000, min: 0, nullable: true, description: 'null: it cannot be rendered' })
  subject!: string | null;

  @Text({ max: 1_000_000, min: 0, nullable: true, description: 'pictures stand in it as data addresses' })
  html!: string | null;

  @Text({ max: 1_000_000, min: 0, nullable: true })
  text!: string | null;

  @Flag({ description: 'its reader’s copy holds a link that nobody else may know' })
  hasSecretLink!: boolean;
}

export class MailPageDto {
  @ListOf(() => MailDto)
  items!: MailDto[];

  @Text({ max: 400, nullable: true })
  nextCursor!: string | null;

  @OneOf(MAIL_DELIVERIES, { description: '`files`: no server is set, mails become files in the data folder' })
  delivery!: MailDelivery;
}

export class MailQuery extends PageQuery {
  @OneOf(MAIL_STATES, { optional: true })
  state?: MailState;

  @OneOf(MAIL_KINDS, { optional: true })
  kind?: MailKind;

  @Uuid({ optional: true })
  mandateId?: string;

  @Text({ max: SEARCH_MAX_LENGTH, optional: true, description: 'in the address' })
  q?: string;
}

/** A mail on its way to whoever asked for it. */
export class TestMailDto {
  @Uuid()
  id!: string;

  @Text({ max: EMAIL_MAX_LENGTH })
  address!: string;

  @OneOf(MAIL_DELIVERIES)
  delivery!: MailDelivery;
}
