import { CONNECTOR_TYPES, type ConnectorType, MODEL_ID_MAX_LENGTH } from '../constants/aicore.constants.js';
import { MANDATE_STATUSES, type MandateStatus, NAME_MAX_LENGTH } from '../constants/common.constants.js';
import {
  CROSSING_LEVELS,
  type CrossingLevel,
  NOTIFICATION_KINDS,
  NOTIFICATION_READ_IDS_MAX,
  type NotificationKind,
  ONBOARDING_STEPS,
  type OnboardingStep,
  UNREAD_COUNT_MAX,
  WISH_KINDS,
  WISH_NOTE_MAX_LENGTH,
  type WishKind,
} from '../constants/notification.constants.js';
import {
  Chf,
  Flag,
  IsoTime,
  ListOf,
  ListOfTexts,
  ListOfUuids,
  Nested,
  OneOf,
  Text,
  Uuid,
  WholeNumber,
} from '../fields/fields.js';

/** Something that a person is told of. */
export class NotificationDto {
  @Uuid()
  id!: string;

  @OneOf(NOTIFICATION_KINDS)
  kind!: NotificationKind;

  /** What the kind's type in `NotificationData` says. */
  data!: Record<string, unknown>;

  @IsoTime()
  createdAt!: string;

  @IsoTime({ nullable: true, description: 'null: not read yet' })
  readAt!: string | null;
}

export class NotificationPageDto {
  @ListOf(() => NotificationDto)
  items!: NotificationDto[];

  @Text({ max: 400, nullable: true })
  nextCursor!: string | null;

  @WholeNumber({ max: UNREAD_COUNT_MAX, description: `unread ones, counted up to ${UNREAD_COUNT_MAX}` })
  unread!: number;
}

/** Which notifications were read: some of them, or all. */
export class ReadNotificationsDto {
  @ListOfUuids({ max: NOTIFICATION_READ_IDS_MAX, optional: true })
  ids?: string[];

  @Flag({ optional: true, description: 'all that there are' })
  all?: boolean;
}

/** What an event of the stream says, and the answer to reading. */
export class UnreadDto {
  @WholeNumber({ max: UNREAD_COUNT_MAX })
  unread!: number;

  @Nested(() => NotificationDto, { nullable: true, description: 'the newest one, read or not' })
  newest!: NotificationDto | null;
}

/** Asks those who may top up for credit. */
export class AskForCreditDto {
  @Uuid({ optional: true, description: 'the chat to go on with when the credit has come' })
  chatId?: string;

  @Chf({ range: 'positive', optional: true, description: 'what the request needs that is waiting, CHF' })
  required?: string;

  @Text({ max: WISH_NOTE_MAX_LENGTH, optional: true })
  note?: string;
}

/** Asks those who may change roles for a provider, or for one model of it. */
export class AskForProviderDto {
  @OneOf(CONNECTOR_TYPES)
  connectorType!: ConnectorType;

  @Text({ max: MODEL_ID_MAX_LENGTH, optional: true, description: "the model's name without its provider" })
  model?: string;

  @Text({ max: WISH_NOTE_MAX_LENGTH, optional: true })
  note?: string;
}

/** What the caller has asked the admins for. */
export class WishDto {
  @OneOf(WISH_KINDS)
  kind!: WishKind;

  @OneOf(CONNECTOR_TYPES, { nullable: true })
  connectorType!: ConnectorType | null;

  @Text({ max: MODEL_ID_MAX_LENGTH, nullable: true, description: 'null: credit, or any model of the provider' })
  model!: string | null;

  @IsoTime({ description: 'when it was sent; a repeat within a day is not sent again' })
  sentAt!: string;

  @IsoTime({ nullable: true, description: 'when it was fulfilled' })
  solvedAt!: string | null;

  @ListOfTexts({ max: 3, maxLength: NAME_MAX_LENGTH, description: 'some of those who can fulfil it' })
  sentTo!: string[];
}

/** A balance that has fallen below a threshold and was not topped up since. */
export class CrossingDto {
  @OneOf(CROSSING_LEVELS)
  level!: CrossingLevel;

  @IsoTime()
  since!: string;
}

/** What the caller has to know wherever they are in the app. */
export class NoticesDto {
  @OneOf(MANDATE_STATUSES)
  mandateStatus!: MandateStatus;

  @Nested(() => CrossingDto, { nullable: true, description: "of the account that pays for the caller's calls" })
  crossing!: CrossingDto | null;

  @ListOfTexts({ max: 3, maxLength: NAME_MAX_LENGTH, description: 'some of those who may top up' })
  contacts!: string[];

  @ListOf(() => WishDto, { description: 'of the last day, and what is still open' })
  wishes!: WishDto[];
}

export class OnboardingStepDto {
  @OneOf(ONBOARDING_STEPS)
  step!: OnboardingStep;

  @Flag()
  done!: boolean;
}

/** How far a new mandate has come. */
export class OnboardingDto {
  @Flag({ description: 'whether there is anything left to show' })
  open!: boolean;

  @ListOf(() => OnboardingStepDto)
  steps!: OnboardingStepDto[];
}
