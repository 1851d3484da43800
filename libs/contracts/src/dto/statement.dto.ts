import { CONNECTOR_TYPES, type ConnectorType, MODEL_ID_MAX_LENGTH } from '../constants/aicore.constants.js';
import {
  BILLING_MODELS,
  type BillingModel,
  FEATURES,
  type Feature,
  REASON_MAX_LENGTH,
  REFERENCE_MAX_LENGTH,
  TRANSACTION_TYPES,
  type TransactionType,
} from '../constants/billing.constants.js';
import { LOCALES, type Locale, NAME_MAX_LENGTH } from '../constants/common.constants.js';
import {
  STATEMENT_FORMATS,
  STATEMENT_TAX_STATES,
  type StatementFormat,
  type StatementTaxState,
} from '../constants/statement.constants.js';
import {
  Chf,
  Day,
  DecimalText,
  IsoTime,
  ListOf,
  Month,
  Nested,
  OneOf,
  Text,
  Uuid,
  WholeNumber,
} from '../fields/fields.js';
import { PageQuery } from './common.dto.js';
import { BillingAddressDto } from './credit.dto.js';

export class StatementQuery extends PageQuery {
  @Month({ optional: true })
  month?: string;
}

export class StatementFileQuery {
  @OneOf(STATEMENT_FORMATS)
  format!: StatementFormat;

  @OneOf(LOCALES, { optional: true, description: "the caller's own without" })
  locale?: Locale;
}

/** The calculation: `opening + credits + adjustments + transfers + expiry − usage = closing`, exactly. */
export class StatementSumsDto {
  @WholeNumber()
  calls!: number;

  @Chf()
  opening!: string;

  @Chf()
  credits!: string;

  @Chf({ description: 'signed' })
  adjustments!: string;

  @Chf({ description: 'signed' })
  transfers!: string;

  @Chf({ description: 'signed' })
  expiry!: string;

  @Chf({ description: 'charged for calls, positive' })
  usage!: string;

  @Chf()
  closing!: string;
}

/** One account in one month. */
export class StatementDto extends StatementSumsDto {
  @Uuid()
  id!: string;

  @Text({ max: 20, description: 'without gaps for each mandate and year, such as 2026-0012' })
  number!: string;

  @Month()
  month!: string;

  @Uuid()
  accountId!: string;

  @Uuid({ nullable: true, description: "null: the mandate's own account" })
  userId!: string | null;

  @Text({ max: NAME_MAX_LENGTH, nullable: true })
  ownerName!: string | null;

  @WholeNumber({ description: 'number of its first booking; one above `lastSeq` where it has none' })
  firstSeq!: number;

  @WholeNumber()
  lastSeq!: number;

  @IsoTime()
  createdAt!: string;
}

/** All statements of a month that the reader may see, together. */
export class StatementMonthDto extends StatementSumsDto {
  @Month()
  month!: string;

  @WholeNumber()
  statements!: number;
}

export class StatementPageDto {
  @ListOf(() => StatementDto, { description: 'the latest month first' })
  items!: StatementDto[];

  @ListOf(() => StatementMonthDto, { description: 'the months of this page' })
  months!: StatementMonthDto[];

  @Text({ max: 400, nullable: true })
  nextCursor!: string | null;

  @Day({ description: 'when the next statements are made' })
  nextOn!: string;
}

/** Usage of one provider, model, feature, automation or person. Exactly one id is set, or none for "without". */
export class StatementLineDto {
  @OneOf(CONNECTOR_TYPES, { nullable: true })
  connectorType!: ConnectorType | null;

  @Text({ max: MODEL_ID_MAX_LENGTH, nullable: true })
  model!: string | null;

  @OneOf(FEATURES, { nullable: true })
  feature!: Feature | null;

  @Uuid({ nullable: true })
  id!: string | null;

  @Text({ max: NAME_MAX_LENGTH, nullable: true, description: 'of the automation or the person, as it was' })
  name!: string | null;

  @WholeNumber()
  calls!: number;

  @WholeNumber()
  inputTokens!: number;

  @WholeNumber()
  outputTokens!: number;

  @Chf()
  amount!: string;
}

/** The same usage five times: each list sums to `usage`. */
export class StatementUsageDto {
  @ListOf(() => StatementLineDto)
  connectorType!: StatementLineDto[];

  @ListOf(() => StatementLineDto)
  model!: StatementLineDto[];

  @ListOf(() => StatementLineDto)
  feature!: StatementLineDto[];

  @ListOf(() => StatementLineDto, { description: 'the line without an id is usage outside of automations' })
  automationId!: StatementLineDto[];

  @ListOf(() => StatementLineDto)
  userId!: StatementLineDto[];
}

/** What was booked beside usage. */
export class StatementMovementDto {
  @Uuid()
  id!: string;

  @WholeNumber()
  seq!: number;

  @Text({ max: 30, description: 'YYYY-MM-DD HH:MM:SS as clocks in Zurich showed it' })
  localTime!: string;

  @OneOf(TRANSACTION_TYPES)
  type!: TransactionType;

  @Chf()
  amount!: string;

  @Text({ max: REASON_MAX_LENGTH, nullable: true })
  reason!: string | null;

  @Text({ max: REFERENCE_MAX_LENGTH, nullable: true })
  reference!: string | null;
}

/** MWST that is contained in what was used, at one rate. */
export class StatementTaxLineDto {
  @DecimalText()
  ratePercent!: string;

  @Chf({ description: 'usage less calls that were taken back' })
  gross!: string;

  @Chf({ description: '`gross` − `tax`' })
  net!: string;

  @Chf({ description: 'whole Rappen, rounded once' })
  tax!: string;
}

export class StatementTaxDto {
  @OneOf(STATEMENT_TAX_STATES)
  state!: StatementTaxState;

  @ListOf(() => StatementTaxLineDto)
  lines!: StatementTaxLineDto[];
}

/** Who a statement is from, and to whom, as they were when it was made. */
export class StatementPartyDto {
  @Text({ max: NAME_MAX_LENGTH })
  name!: string;

  @Text({ max: 40, nullable: true })
  vatId!: string | null;

  @Nested(() => BillingAddressDto, { nullable: true })
  address!: BillingAddressDto | null;
}

export class StatementDetailDto extends StatementDto {
  @OneOf(BILLING_MODELS)
  billingModel!: BillingModel;

  @Nested(() => StatementPartyDto)
  operator!: StatementPartyDto;

  @Nested(() => StatementPartyDto)
  recipient!: StatementPartyDto;

  @Nested(() => StatementTaxDto)
  tax!: StatementTaxDto;

  @Nested(() => StatementUsageDto)
  usageBy!: StatementUsageDto;

  @ListOf(() => StatementMovementDto)
  movements!: StatementMovementDto[];
}
