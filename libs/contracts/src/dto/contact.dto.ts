import { EMAIL_MAX_LENGTH, LOCALES, type Locale, NAME_MAX_LENGTH } from '../constants/common.constants.js';
import {
  BILLING_CONTACTS_MAX,
  CONTACT_TOPICS,
  type ContactTopic,
  MAIL_TOPICS,
  type MailTopic,
  SILENCE_REASONS,
  type SilenceReason,
} from '../constants/mail.constants.js';
import { Email, Flag, IsoTime, ListOf, Month, Nested, OneOf, Text, Uuid, WholeNumber } from '../fields/fields.js';

const TOPICS = Object.keys(MAIL_TOPICS);

/** Whom a mandate wants written to about its credit. */
export class SaveBillingContactDto {
  @Email({ max: EMAIL_MAX_LENGTH })
  email!: string;

  @Text({ max: NAME_MAX_LENGTH })
  name!: string;

  @OneOf(LOCALES)
  locale!: Locale;

  @Flag({ description: 'gets the monthly report' })
  report!: boolean;

  @Flag({ description: 'is warned when credit runs low' })
  warnings!: boolean;
}

export class BillingContactDto extends SaveBillingContactDto {
  @Uuid()
  id!: string;

  @Uuid({ nullable: true, description: 'the member whose address it is; null for an address of nobody here' })
  userId!: string | null;

  @Text({ max: NAME_MAX_LENGTH, description: 'who added the contact' })
  addedBy!: string;

  @IsoTime()
  createdAt!: string;

  @IsoTime({ nullable: true, description: 'when the contact ended these mails' })
  unsubscribedAt!: string | null;
}

/** Somebody who gets mails of a topic, or who would, were it not for `silence`. */
export class MailRecipientDto {
  @Email({ max: EMAIL_MAX_LENGTH })
  email!: string;

  @Text({ max: NAME_MAX_LENGTH })
  name!: string;

  @OneOf(LOCALES)
  locale!: Locale;

  @Uuid({ nullable: true })
  userId!: string | null;

  @OneOf(SILENCE_REASONS, { nullable: true, description: 'why no mail comes; null for who gets it' })
  silence!: SilenceReason | null;
}

export class MailAudienceDto {
  @OneOf(CONTACT_TOPICS)
  topic!: ContactTopic;

  @Flag({ description: 'no contact gets these mails, so that the admins do' })
  isDefault!: boolean;

  @ListOf(() => MailRecipientDto)
  recipients!: MailRecipientDto[];
}

export class BillingContactsDto {
  @ListOf(() => BillingContactDto, { max: BILLING_CONTACTS_MAX, description: 'by name' })
  items!: BillingContactDto[];

  @Text({ max: 400, nullable: true, description: 'always null' })
  nextCursor!: string | null;

  @ListOf(() => MailAudienceDto, { description: 'who gets what now' })
  audiences!: MailAudienceDto[];
}

/** A monthly report that was sent. */
export class SentReportDto {
  @Month()
  month!: string;

  @IsoTime()
  sentAt!: string;

  @ListOf(() => MailRecipientOfReportDto)
  recipients!: MailRecipientOfReportDto[];
}

export class MailRecipientOfReportDto {
  @Email({ max: EMAIL_MAX_LENGTH })
  email!: string;

  @OneOf(LOCALES)
  locale!: Locale;
}

export class ReportStateDto {
  @Month({ description: 'the last month that is over' })
  month!: string;

  @Nested(() => SentReportDto, { nullable: true, description: 'the last one that was sent' })
  last!: SentReportDto | null;

  @IsoTime({ description: 'when the next reports are sent' })
  nextAt!: string;
}

export class SendTestReportDto {
  @Month()
  month!: string;
}

export class TestReportDto {
  @Email({ max: EMAIL_MAX_LENGTH })
  email!: string;

  @WholeNumber({ description: 'how many more may be asked for today' })
  left!: number;
}

/** What a link at the end of a mail ends. */
export class UnsubscriptionDto {
  @Text({ max: NAME_MAX_LENGTH })
  mandateName!: string;

  @Email({ max: EMAIL_MAX_LENGTH })
  email!: string;

  @Flag()
  report!: boolean;

  @Flag()
  warnings!: boolean;

  @IsoTime({ nullable: true })
  unsubscribedAt!: string | null;
}

export class MailPreferenceDto {
  @OneOf(TOPICS)
  topic!: MailTopic;

  @Flag()
  wanted!: boolean;
}

export class MailPreferencesDto {
  @ListOf(() => MailPreferenceDto, { description: 'the topics that the caller may be written to about' })
  items!: MailPreferenceDto[];
}
