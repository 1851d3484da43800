import {
  CONNECTOR_TYPES,
  type ConnectorType,
  MODEL_ID_MAX_LENGTH,
  USAGE_KINDS,
  type UsageKind,
} from '../constants/aicore.constants.js';
import {
  ACCOUNT_STATUSES,
  type AccountStatus,
  BALANCE_STATES,
  type BalanceState,
  BILLING_MODELS,
  type BillingModel,
  CALL_OUTCOMES,
  type CallOutcome,
  FEATURES,
  type Feature,
  REASON_MAX_LENGTH,
  REFERENCE_MAX_LENGTH,
  SEARCH_MAX_LENGTH,
  STATISTICS_GROUPINGS,
  type StatisticsGrouping,
  TRANSACTION_TYPES,
  type TransactionType,
} from '../constants/billing.constants.js';
import {
  MANDATE_KINDS,
  MANDATE_STATUSES,
  type MandateKind,
  type MandateStatus,
  NAME_MAX_LENGTH,
} from '../constants/common.constants.js';
import {
  Chf,
  Day,
  DecimalText,
  Flag,
  IsoTime,
  ListOf,
  ListOfLiterals,
  Nested,
  OneOf,
  Text,
  Uuid,
  WholeNumber,
} from '../fields/fields.js';
import { PageQuery } from './common.dto.js';

export class BalanceDto {
  @Uuid()
  accountId!: string;

  @OneOf(BILLING_MODELS)
  billingModel!: BillingModel;

  @Chf({ description: 'sum of all bookings' })
  balance!: string;

  @Chf({ description: 'set aside for calls that are running' })
  held!: string;

  @Chf({ nullable: true, description: 'balance − held + creditLimit; null for UNLIMITED' })
  available!: string | null;

  @Chf({ nullable: true, description: 'how far below zero the balance may go; null for UNLIMITED' })
  creditLimit!: string | null;

  @OneOf(['CHF'])
  currency!: 'CHF';

  @OneOf(BALANCE_STATES)
  state!: BalanceState;

  @Chf({ description: 'average use of a day, by weekday, over the last 28 days' })
  averagePerDay!: string;

  @WholeNumber({
    nullable: true,
    description: 'days that the available credit lasts at the average; null when unknown',
  })
  runwayDays!: number | null;

  @Day({ nullable: true })
  runwayUntil!: string | null;
}

export class TransactionQuery extends PageQuery {
  @Day({ optional: true, description: 'first day, Europe/Zurich, inclusive' })
  from?: string;

  @Day({ optional: true, description: 'last day, Europe/Zurich, inclusive' })
  to?: string;

  @OneOf(TRANSACTION_TYPES, { optional: true })
  type?: TransactionType;

  @OneOf(CONNECTOR_TYPES, { optional: true })
  connectorType?: ConnectorType;

  @Text({ max: MODEL_ID_MAX_LENGTH, optional: true, description: 'model name without the connector' })
  model?: string;

  @OneOf(FEATURES, { optional: true })
  feature?: Feature;

  @Uuid({ optional: true })
  userId?: string;

  @Uuid({ optional: true })
  automationId?: string;

  @Text({ max: SEARCH_MAX_LENGTH, optional: true, description: 'part of a reference, reason, model or id' })
  q?: string;

  @OneOf(['json', 'csv'], { optional: true, description: 'csv answers with the whole filtered set as a file' })
  format?: 'json' | 'csv';
}

/** Tokens by kind as they were billed. Reasoning tokens are part of `output`. */
export class UsageDto {
  @WholeNumber({ description: 'uncached input tokens' })
  input!: number;

  @WholeNumber()
  cacheRead!: number;

  @WholeNumber()
  cacheWrite!: number;

  @WholeNumber({ description: 'cache writes with the long lifetime' })
  cacheWriteLong!: number;

  @WholeNumber()
  output!: number;

  @WholeNumber({ description: 'shown only; contained in output' })
  reasoning!: number;

  @WholeNumber()
  searchRequests!: number;
}

export class ReceiptLineDto {
  @OneOf(USAGE_KINDS)
  kind!: UsageKind;

  @WholeNumber()
  quantity!: number;

  @DecimalText({ description: 'USD per `perUnits`' })
  usd!: string;

  @WholeNumber({ description: '1000000 for tokens, 1 for requests' })
  perUnits!: number;

  @DecimalText({ description: 'quantity × usd ÷ perUnits, exact' })
  usdAmount!: string;
}

/** How an amount came about: Σ lines × multipliers × FX × (1 + markup), rounded once. */
export class ReceiptDto {
  @ListOf(() => ReceiptLineDto)
  lines!: ReceiptLineDto[];

  @DecimalText({ description: 'sum of the lines in USD, exact' })
  usdTotal!: string;

  @DecimalText({ description: 'product of all multipliers, 1 for none' })
  multiplier!: string;

  @DecimalText({ description: 'CHF per USD' })
  fxRate!: string;

  @Day()
  fxDate!: string;

  @Text({ max: 200 })
  fxSource!: string;

  @DecimalText({ description: 'per cent' })
  markupPercent!: string;

  @DecimalText({ description: 'CHF before rounding, all digits' })
  exactChf!: string;

  @Chf({ description: 'CHF as computed, rounded once to nine decimals, half-even' })
  amount!: string;

  @OneOf(['half-even'])
  rounding!: 'half-even';

  @Uuid()
  priceVersionId!: string;

  @Day()
  priceValidFrom!: string;

  @Flag({ description: 'priced at the long-prompt tier' })
  longPrompt!: boolean;
}

export class TransactionDto {
  @Uuid()
  id!: string;

  @WholeNumber({ min: 1, description: 'number of the booking within its account, without gaps' })
  seq!: number;

  @OneOf(TRANSACTION_TYPES)
  type!: TransactionType;

  @Chf({ description: 'negative for debits' })
  amount!: string;

  @Chf()
  balanceAfter!: string;

  @IsoTime()
  createdAt!: string;

  @Uuid({ nullable: true })
  userId!: string | null;

  @Text({ max: NAME_MAX_LENGTH, nullable: true })
  userName!: string | null;

  @OneOf(FEATURES, { nullable: true })
  feature!: Feature | null;

  @OneOf(CONNECTOR_TYPES, { nullable: true })
  connectorType!: ConnectorType | null;

  @Text({ max: MODEL_ID_MAX_LENGTH, nullable: true })
  model!: string | null;

  @OneOf(CALL_OUTCOMES, { nullable: true })
  outcome!: CallOutcome | null;

  @Flag({ description: 'the provider reported no usage; it was estimated from what was sent and received' })
  estimated!: boolean;

  @Flag({ description: 'booked after its hold had expired' })
  late!: boolean;

  @Nested(() => UsageDto, { nullable: true })
  usage!: UsageDto | null;

  @Text({ max: REASON_MAX_LENGTH, nullable: true })
  reason!: string | null;

  @Text({ max: REFERENCE_MAX_LENGTH, nullable: true })
  reference!: string | null;

  @Uuid({ nullable: true })
  chatId!: string | null;

  @Uuid({ nullable: true })
  automationId!: string | null;

  @Uuid({ nullable: true, description: 'the booking that this one reverses' })
  reversalOf!: string | null;
}

export class TransactionDetailDto extends TransactionDto {
  @Nested(() => ReceiptDto, { nullable: true })
  receipt!: ReceiptDto | null;

  @Chf({ description: "part of the cost that could not be collected; the operator's loss" })
  shortfall!: string;

  @Text({ max: 200, nullable: true })
  providerRequestId!: string | null;

  @Text({ max: 64, description: 'sha256 over the previous hash and this booking, hexadecimal' })
  hash!: string;
}

export class TransactionPageDto {
  @ListOf(() => TransactionDto)
  items!: TransactionDto[];

  @Text({ max: 400, nullable: true })
  nextCursor!: string | null;
}

export class StatisticsQuery {
  @Day({ description: 'first day, Europe/Zurich, inclusive' })
  from!: string;

  @Day({ description: 'last day, Europe/Zurich, inclusive' })
  to!: string;

  @ListOfLiterals(STATISTICS_GROUPINGS, { optional: true, max: 3, description: 'comma separated' })
  groupBy?: StatisticsGrouping[];

  @OneOf(CONNECTOR_TYPES, { optional: true })
  connectorType?: ConnectorType;

  @Text({ max: MODEL_ID_MAX_LENGTH, optional: true })
  model?: string;

  @OneOf(FEATURES, { optional: true })
  feature?: Feature;

  @Uuid({ optional: true })
  userId?: string;
}

/** Sums of one group; a grouping that was not asked for is null. */
export class StatisticsRowDto {
  @Day({ nullable: true })
  day!: string | null;

  @Text({ max: 7, nullable: true, description: '`YYYY-MM`' })
  month!: string | null;

  @OneOf(CONNECTOR_TYPES, { nullable: true })
  connectorType!: ConnectorType | null;

  @Text({ max: MODEL_ID_MAX_LENGTH, nullable: true })
  model!: string | null;

  @OneOf(FEATURES, { nullable: true })
  feature!: Feature | null;

  @Uuid({ nullable: true })
  userId!: string | null;

  @Text({ max: NAME_MAX_LENGTH, nullable: true })
  userName!: string | null;

  @WholeNumber()
  calls!: number;

  @WholeNumber({ description: 'input tokens of every kind' })
  inputTokens!: number;

  @WholeNumber()
  outputTokens!: number;

  @Chf({ description: 'what was charged, positive' })
  amount!: string;
}

export class StatisticsDto {
  @Day()
  from!: string;

  @Day()
  to!: string;

  @ListOfLiterals(STATISTICS_GROUPINGS)
  groupBy!: StatisticsGrouping[];

  @ListOf(() => StatisticsRowDto)
  rows!: StatisticsRowDto[];

  @Nested(() => StatisticsRowDto)
  total!: StatisticsRowDto;
}

export class BillingSettingsDto {
  @OneOf(BILLING_MODELS)
  billingModel!: BillingModel;

  @Chf({ nullable: true, description: 'warn below this balance' })
  lowBalanceThreshold!: string | null;

  @DecimalText({ nullable: true, description: "per cent; null: the platform's default" })
  markupPercent!: string | null;

  @Chf({ description: 'POSTPAY: how far below zero the balance may go' })
  creditLimit!: string;

  @Chf({ description: 'PREPAY_USER: credit of a new member' })
  initialUserCredit!: string;
}

export class UpdateBillingSettingsDto {
  @Chf({ optional: true, nullable: true })
  lowBalanceThreshold?: string | null;
}

export class AccountDto {
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

  @Chf({ nullable: true })
  creditLimit!: string | null;
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

  @Chf()
  balance!: string;

  @Chf()
  held!: string;

  @Chf({ description: 'charged since the first of this month, Europe/Zurich' })
  usedThisMonth!: string;
}

export class MandateOverviewPageDto {
  @ListOf(() => MandateOverviewDto)
  items!: MandateOverviewDto[];

  @Text({ max: 400, nullable: true })
  nextCursor!: string | null;
}

export class CreditRequestDto {
  @Chf({ positive: true })
  amount!: string;

  @Text({ max: REASON_MAX_LENGTH })
  reason!: string;

  @Text({ max: REFERENCE_MAX_LENGTH, optional: true, description: 'e.g. the number of a payment' })
  reference?: string;

  @Uuid({ optional: true, description: 'PREPAY_USER: the member to credit' })
  userId?: string;
}

/** A correction: reverses one earlier booking in full. */
export class AdjustmentRequestDto {
  @Uuid({ description: 'the booking to reverse' })
  reversalOf!: string;

  @Text({ max: REASON_MAX_LENGTH })
  reason!: string;
}

export class AccountPageDto {
  @ListOf(() => AccountDto)
  items!: AccountDto[];

  @Text({ max: 400, nullable: true, description: 'always null' })
  nextCursor!: string | null;
}
