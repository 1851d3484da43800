import {
  CONNECTOR_TYPES,
  type ConnectorType,
  MODEL_ID_MAX_LENGTH,
  USAGE_KINDS,
  type UsageKind,
} from '../constants/aicore.constants.js';
import {
  CALL_OUTCOMES,
  type CallOutcome,
  FEATURES,
  type Feature,
  FILE_FORMATS,
  type FileFormat,
  REASON_MAX_LENGTH,
  REFERENCE_MAX_LENGTH,
  SEARCH_MAX_LENGTH,
  TRANSACTION_TYPES,
  type TransactionType,
} from '../constants/billing.constants.js';
import {
  LOCALES,
  type Locale,
  NAME_MAX_LENGTH,
  PAGE_LIMIT_DEFAULT,
  PAGE_LIMIT_MAX,
} from '../constants/common.constants.js';
import {
  Chf,
  Day,
  DecimalText,
  Flag,
  IsoTime,
  ListOf,
  Nested,
  OneOf,
  Text,
  Uuid,
  WholeNumber,
  WholeNumberParam,
} from '../fields/fields.js';

/** Which bookings to look at. */
export class TransactionFilterQuery {
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

  @Uuid({ optional: true, description: 'run of an automation' })
  runId?: string;

  @Text({ max: SEARCH_MAX_LENGTH, optional: true, description: 'step of an automation: its id, or its path in a run' })
  step?: string;

  @Text({ max: SEARCH_MAX_LENGTH, optional: true, description: 'part of a reference, reason, model or id' })
  q?: string;

  @Uuid({ optional: true, description: 'bookings of one account' })
  accountId?: string;
}

export class TransactionQuery extends TransactionFilterQuery {
  @Text({ max: 400, optional: true, description: 'nextCursor of the page before' })
  cursor?: string;

  @WholeNumberParam({ min: 1, max: PAGE_LIMIT_MAX, optional: true, description: `default ${PAGE_LIMIT_DEFAULT}` })
  limit?: number;

  @OneOf(['json', ...FILE_FORMATS], {
    optional: true,
    description: 'csv and xlsx answer with the whole filtered set as a file, as does an `Accept` of their media types',
  })
  format?: 'json' | FileFormat;

  @OneOf(LOCALES, { optional: true, description: "language of a file's headings; the caller's own without" })
  locale?: Locale;
}

/** Sums over everything that a filter matches; null where it matches too much to be summed in good time. */
export class TransactionSummaryDto {
  @WholeNumber({ nullable: true })
  bookings!: number | null;

  @WholeNumber({ nullable: true, description: 'those that are charges for calls' })
  calls!: number | null;

  @Chf({ nullable: true, description: 'what was charged, positive' })
  used!: string | null;

  @Chf({ nullable: true, description: 'what else was booked: credits, corrections, transfers; signed' })
  other!: string | null;

  @Chf({ nullable: true, description: '`other` − `used`' })
  total!: string | null;
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

  @WholeNumber({ description: 'web searches that the provider reported' })
  searchRequests!: number;

  @WholeNumber({ description: 'credits of a search provider' })
  searchCredits!: number;
}

export class ReceiptLineDto {
  @OneOf(USAGE_KINDS)
  kind!: UsageKind;

  @WholeNumber()
  quantity!: number;

  @DecimalText({ description: 'USD per `perUnits`' })
  usd!: string;

  @WholeNumber({ description: '1000000 for tokens, 1 for requests, credits and a provider’s own bill' })
  perUnits!: number;

  @DecimalText({ description: 'product of the multipliers that apply to this line, 1 for none' })
  multiplier!: string;

  @DecimalText({ description: 'quantity × usd × multiplier ÷ perUnits, exact' })
  usdAmount!: string;
}

/** A surcharge or discount that the provider reported for the call, by its name in the price list. */
export class ReceiptMultiplierDto {
  @Text({ max: NAME_MAX_LENGTH })
  name!: string;

  @DecimalText()
  factor!: string;
}

/** How an amount came about: Σ lines × multipliers × FX × (1 + markup), rounded once. */
export class ReceiptDto {
  @ListOf(() => ReceiptLineDto)
  lines!: ReceiptLineDto[];

  @DecimalText({ description: 'sum of the lines in USD, exact' })
  usdTotal!: string;

  @DecimalText({ description: 'multiplies the total; 1, as multipliers are applied line by line' })
  multiplier!: string;

  @ListOf(() => ReceiptMultiplierDto, { description: 'what the multipliers of the lines consist of' })
  multipliers!: ReceiptMultiplierDto[];

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

  @Uuid({ description: 'the account that it is booked on' })
  accountId!: string;

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

  @Text({ max: NAME_MAX_LENGTH, nullable: true })
  automationName!: string | null;

  @Uuid({ nullable: true, description: 'run of the automation; `reference` names its step' })
  runId!: string | null;

  @Uuid({ nullable: true, description: 'the booking that this one reverses' })
  reversalOf!: string | null;
}

export class TransactionDetailDto extends TransactionDto {
  @Nested(() => ReceiptDto, { nullable: true })
  receipt!: ReceiptDto | null;

  @Uuid({ nullable: true, description: 'the booking that reverses this one' })
  reversedBy!: string | null;

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
