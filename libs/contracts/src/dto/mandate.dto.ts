import { CONNECTOR_TYPES, type ConnectorType, MODEL_ID_MAX_LENGTH } from '../constants/aicore.constants.js';
import {
  ACCOUNT_STATUSES,
  type AccountStatus,
  BALANCE_STATES,
  type BalanceState,
  BILLING_MODELS,
  type BillingModel,
  FEATURES,
  type Feature,
  FILE_FORMATS,
  type FileFormat,
  REASON_MAX_LENGTH,
  SEARCH_MAX_LENGTH,
} from '../constants/billing.constants.js';
import {
  EMAIL_MAX_LENGTH,
  LOCALES,
  type Locale,
  MANDATE_KINDS,
  MANDATE_STATUSES,
  type MandateKind,
  type MandateStatus,
  NAME_MAX_LENGTH,
} from '../constants/common.constants.js';
import {
  MANDATE_SORTS,
  type MandateSort,
  SORT_DIRECTIONS,
  type SortDirection,
} from '../constants/mandate.constants.js';
import { Chf, Day, Email, IsoTime, ListOf, Nested, OneOf, Text, Uuid, WholeNumber } from '../fields/fields.js';
import { PageQuery } from './common.dto.js';
import { BillingAddressDto } from './credit.dto.js';
import { SuspensionDto } from './identity.dto.js';
import { MandateSettingsDto } from './operator.dto.js';

/** Which mandates the operator wants to see, and in which order. */
export class MandateOverviewQuery extends PageQuery {
  @Text({ max: SEARCH_MAX_LENGTH, optional: true, description: 'part of a name, or the whole id' })
  q?: string;

  @OneOf(BALANCE_STATES, { optional: true })
  state?: BalanceState;

  @OneOf(BILLING_MODELS, { optional: true })
  billingModel?: BillingModel;

  @OneOf(MANDATE_SORTS, { optional: true, description: 'by name without' })
  sort?: MandateSort;

  @OneOf(SORT_DIRECTIONS, { optional: true, description: 'ascending without' })
  direction?: SortDirection;

  @OneOf(['json', ...FILE_FORMATS], {
    optional: true,
    description: 'csv and xlsx answer with the whole filtered set as a file',
  })
  format?: 'json' | FileFormat;

  @OneOf(LOCALES, { optional: true, description: "language of a file's headings; the caller's own without" })
  locale?: Locale;
}

/** One line of the operator's overview. */
export class MandateOverviewDto {
  @Uuid()
  id!: string;

  @Text({ max: NAME_MAX_LENGTH })
  name!: string;

  @OneOf(MANDATE_KINDS)
  kind!: MandateKind;

  @OneOf(MANDATE_STATUSES)
  status!: MandateStatus;

  @OneOf(BILLING_MODELS)
  billingModel!: BillingModel;

  @OneOf(BALANCE_STATES)
  state!: BalanceState;

  @Chf({ description: 'of all its accounts' })
  balance!: string;

  @Chf({ description: 'set aside for calls that are running' })
  held!: string;

  @Chf({ nullable: true, description: 'balance − held + credit limit; null for UNLIMITED' })
  available!: string | null;

  @WholeNumber({ nullable: true, description: 'days that the credit lasts at the average; null when unknown' })
  runwayDays!: number | null;

  @Chf({ description: 'charged since the first of this month, Europe/Zurich' })
  usedThisMonth!: string;

  @Chf({ description: 'charged in the whole month before' })
  usedLastMonth!: string;

  @WholeNumber()
  members!: number;

  @Day({ nullable: true, description: 'the last day with a call; null: never' })
  lastUsedOn!: string | null;

  @IsoTime()
  createdAt!: string;
}

/** Sums over every mandate that the filter matches, not only the page. */
export class MandateTotalsDto {
  @WholeNumber()
  mandates!: number;

  @WholeNumber()
  members!: number;

  @Chf()
  balance!: string;

  @Chf()
  held!: string;

  @Chf()
  usedThisMonth!: string;

  @Chf()
  usedLastMonth!: string;
}

export class MandateOverviewPageDto {
  @ListOf(() => MandateOverviewDto)
  items!: MandateOverviewDto[];

  @Nested(() => MandateTotalsDto)
  total!: MandateTotalsDto;

  @Text({ max: 400, nullable: true })
  nextCursor!: string | null;
}

/** Everything about one mandate that fits on one screen; lists have routes of their own. */
export class MandateDetailDto extends MandateOverviewDto {
  @Chf({ nullable: true, description: 'how far below zero the accounts may go; null for UNLIMITED' })
  creditLimit!: string | null;

  @Chf({ description: 'average use of a day, by weekday, over the last 28 days' })
  averagePerDay!: string;

  @Nested(() => SuspensionDto, { nullable: true })
  suspension!: SuspensionDto | null;

  @Nested(() => MandateSettingsDto)
  settings!: MandateSettingsDto;

  @Nested(() => BillingAddressDto, { nullable: true, description: 'null: never given' })
  address!: BillingAddressDto | null;

  @WholeNumber({ description: 'accounts, one for each member where members have their own' })
  accounts!: number;

  @WholeNumber({ description: 'calls that are running' })
  openHolds!: number;
}

/** The first admin of a new mandate. */
export class FirstAdminDto {
  @Email({ max: EMAIL_MAX_LENGTH })
  email!: string;

  @OneOf(LOCALES)
  locale!: Locale;
}

export class CreateMandateDto {
  @Text({ max: NAME_MAX_LENGTH })
  name!: string;

  @OneOf(BILLING_MODELS)
  billingModel!: BillingModel;

  @Chf({ optional: true, range: 'not-negative', description: 'POSTPAY: how far below zero the balance may go' })
  creditLimit?: string;

  @Nested(() => FirstAdminDto)
  firstAdmin!: FirstAdminDto;

  @Chf({ optional: true, range: 'positive', description: 'credit to begin with; more is credited afterwards' })
  initialCredit?: string;
}

/** How somebody gets into a mandate. The link is in this answer only. */
export class IssuedInvitationDto {
  @Uuid()
  id!: string;

  @Email({ max: EMAIL_MAX_LENGTH })
  email!: string;

  @Text({ max: 2000 })
  link!: string;

  @IsoTime()
  expiresAt!: string;
}

export class CreatedMandateDto {
  @Uuid()
  id!: string;

  @Text({ max: NAME_MAX_LENGTH })
  name!: string;

  @Nested(() => IssuedInvitationDto)
  invitation!: IssuedInvitationDto;
}

export class RenameMandateDto {
  @Text({ max: NAME_MAX_LENGTH })
  name!: string;
}

export class SuspendMandateDto {
  @Text({ max: REASON_MAX_LENGTH, description: 'its people read this' })
  reason!: string;
}

export class ReactivateMandateDto {
  @Text({ max: REASON_MAX_LENGTH, optional: true })
  reason?: string;
}

export class MandateAccountDto {
  @Uuid()
  id!: string;

  @Uuid({ nullable: true, description: "null: the mandate's own account" })
  userId!: string | null;

  @Text({ max: NAME_MAX_LENGTH, nullable: true })
  userName!: string | null;

  @OneOf(ACCOUNT_STATUSES)
  status!: AccountStatus;

  @Chf()
  balance!: string;

  @Chf()
  held!: string;

  @Chf({ nullable: true, description: 'balance − held + credit limit; null for UNLIMITED' })
  available!: string | null;

  @Chf({ nullable: true })
  creditLimit!: string | null;
}

export class MandateAccountPageDto {
  @ListOf(() => MandateAccountDto)
  items!: MandateAccountDto[];

  @Text({ max: 400, nullable: true })
  nextCursor!: string | null;
}

/** Credit set aside for a call that is running. */
export class MandateHoldDto {
  @Uuid()
  id!: string;

  @Uuid({ nullable: true })
  userId!: string | null;

  @Text({ max: NAME_MAX_LENGTH, nullable: true })
  userName!: string | null;

  @OneOf(FEATURES)
  feature!: Feature;

  @OneOf(CONNECTOR_TYPES)
  connectorType!: ConnectorType;

  @Text({ max: MODEL_ID_MAX_LENGTH })
  model!: string;

  @Chf()
  amount!: string;

  @IsoTime()
  createdAt!: string;

  @IsoTime({ description: 'renewed while the call runs' })
  expiresAt!: string;
}

/** The oldest open holds of a mandate; `nextCursor` says where younger ones go on. */
export class MandateHoldPageDto {
  @ListOf(() => MandateHoldDto)
  items!: MandateHoldDto[];

  @Text({ max: 400, nullable: true })
  nextCursor!: string | null;
}
