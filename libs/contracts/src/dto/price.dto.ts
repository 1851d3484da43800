import {
  CONNECTOR_TYPES,
  type ConnectorType,
  MODEL_CAPABILITIES,
  MODEL_CLASSES,
  MODEL_ID_MAX_LENGTH,
  MODEL_STATUSES,
  type ModelCapability,
  type ModelClass,
  type ModelStatus,
  OUTPUT_TOKENS_MAX,
  OUTPUT_TOKENS_MIN,
} from '../constants/aicore.constants.js';
import { NAME_MAX_LENGTH } from '../constants/common.constants.js';
import {
  MULTIPLIERS_MAX,
  PRICE_AUTHOR_MAX_LENGTH,
  PRICE_SOURCE_MAX_LENGTH,
  PRICE_STATES,
  type PriceState,
  TRAIT_MAX_LENGTH,
  TRAITS_MAX,
} from '../constants/price.constants.js';
import {
  Day,
  DecimalText,
  Flag,
  IsoTime,
  ListOf,
  ListOfLiterals,
  ListOfTexts,
  Nested,
  OneOf,
  Text,
  Uuid,
  WholeNumber,
} from '../fields/fields.js';
import { ModelPriceDto } from './aicore.dto.js';
import { PageQuery } from './common.dto.js';

const NOT_SOLD = 'null: the provider does not sell it';

/** USD for 1'000'000 tokens. */
export class TokenPricesDto {
  @DecimalText()
  input!: string;

  @DecimalText({ description: 'reasoning is part of it' })
  output!: string;

  @DecimalText({ nullable: true, description: NOT_SOLD })
  cacheRead!: string | null;

  @DecimalText({ nullable: true, description: NOT_SOLD })
  cacheWrite!: string | null;

  @DecimalText({ nullable: true, description: `kept for longer; ${NOT_SOLD}` })
  cacheWriteLong!: string | null;
}

export class LongPromptPricesDto extends TokenPricesDto {
  @WholeNumber({ min: 1, description: 'input tokens of every kind above which the whole request costs these prices' })
  aboveInputTokens!: number;
}

/** For a model whose price only its provider knows, and reports after the call. */
export class MeteredPriceDto {
  @DecimalText({ description: 'USD that a call is expected to cost' })
  likelyUsd!: string;

  @DecimalText({ description: 'USD that are held for a call' })
  maximumUsd!: string;
}

/** A factor on token prices, by the name under which the connector reports it. */
export class PriceMultiplierDto {
  @Text({ max: NAME_MAX_LENGTH })
  name!: string;

  @DecimalText()
  factor!: string;
}

/** What a model is, apart from its price. */
export class ModelFactsDto {
  @Text({ max: NAME_MAX_LENGTH })
  displayName!: string;

  @OneOf(MODEL_STATUSES)
  status!: ModelStatus;

  @Day({ nullable: true, description: 'from this day on the provider refuses the model' })
  shutdownDate!: string | null;

  @Text({ max: MODEL_ID_MAX_LENGTH, nullable: true, description: 'model of the same connector' })
  replacement!: string | null;

  @WholeNumber({ min: 1 })
  contextWindow!: number;

  @WholeNumber({ min: OUTPUT_TOKENS_MIN, max: OUTPUT_TOKENS_MAX })
  maxOutputTokens!: number;

  @WholeNumber({ min: OUTPUT_TOKENS_MIN, max: OUTPUT_TOKENS_MAX, description: 'where the caller names no limit' })
  defaultOutputTokens!: number;

  @ListOfLiterals(MODEL_CAPABILITIES)
  capabilities!: ModelCapability[];

  @OneOf(MODEL_CLASSES, { nullable: true, description: 'null: an automatic choice takes it last' })
  modelClass!: ModelClass | null;

  @Day({ nullable: true })
  released!: string | null;

  @ListOfTexts({ max: TRAITS_MAX, maxLength: TRAIT_MAX_LENGTH, description: 'peculiarities that its connector knows' })
  traits!: string[];
}

/** One row of the price list; it is never changed, a later one takes its place. */
export class PriceVersionDto {
  @Uuid()
  id!: string;

  @OneOf(CONNECTOR_TYPES)
  connectorType!: ConnectorType;

  @Text({ max: MODEL_ID_MAX_LENGTH, description: '`*`: every model of the connector that has no row of its own' })
  model!: string;

  @OneOf(PRICE_STATES)
  state!: PriceState;

  @IsoTime()
  validFrom!: string;

  @IsoTime({ nullable: true, description: 'when the next row takes its place; null: none is known' })
  validUntil!: string | null;

  @Nested(() => TokenPricesDto, { nullable: true })
  base!: TokenPricesDto | null;

  @Nested(() => LongPromptPricesDto, { nullable: true })
  longPrompt!: LongPromptPricesDto | null;

  @DecimalText({ nullable: true, description: 'USD for one web search that the provider makes' })
  searchRequestUsd!: string | null;

  @DecimalText({ nullable: true, description: 'USD for one credit of a search provider' })
  searchCreditUsd!: string | null;

  @Nested(() => MeteredPriceDto, { nullable: true })
  metered!: MeteredPriceDto | null;

  @ListOf(() => PriceMultiplierDto)
  multipliers!: PriceMultiplierDto[];

  @Nested(() => ModelFactsDto, { nullable: true, description: 'null: the connector knows its models' })
  facts!: ModelFactsDto | null;

  @Text({ max: PRICE_SOURCE_MAX_LENGTH })
  source!: string;

  @Flag({ description: 'the operator has confirmed it on the provider’s page' })
  confirmed!: boolean;

  @Text({ max: PRICE_AUTHOR_MAX_LENGTH, description: 'id of the operator, or `shipped`' })
  author!: string;

  @Text({ max: NAME_MAX_LENGTH, nullable: true, description: 'of the person; null where it was none' })
  authorName!: string | null;

  @IsoTime()
  createdAt!: string;

  @IsoTime({ nullable: true, description: 'when it was taken back, before it began' })
  withdrawnAt!: string | null;

  @Text({ max: NAME_MAX_LENGTH, nullable: true })
  withdrawnByName!: string | null;

  @Nested(() => ModelPriceDto, {
    nullable: true,
    description: 'in CHF, at today’s rate and the platform’s markup; null without a rate',
  })
  price!: ModelPriceDto | null;
}

export class PriceVersionPageDto {
  @ListOf(() => PriceVersionDto)
  items!: PriceVersionDto[];

  @Text({ max: 400, nullable: true })
  nextCursor!: string | null;
}

export class PriceQuery extends PageQuery {
  @OneOf(CONNECTOR_TYPES, { optional: true })
  connectorType?: ConnectorType;

  @Text({ max: MODEL_ID_MAX_LENGTH, optional: true })
  model?: string;

  @OneOf([...PRICE_STATES, 'all'], { optional: true, description: 'default `current`' })
  state?: PriceState | 'all';
}

/** A new row of the price list. What is absent or null is not sold. */
export class NewPriceDto {
  @OneOf(CONNECTOR_TYPES)
  connectorType!: ConnectorType;

  @Text({ max: MODEL_ID_MAX_LENGTH })
  model!: string;

  @IsoTime({ optional: true, description: 'with its zone, not in the past; absent: now' })
  validFrom?: string;

  @Nested(() => TokenPricesDto, { optional: true, nullable: true })
  base?: TokenPricesDto | null;

  @Nested(() => LongPromptPricesDto, { optional: true, nullable: true })
  longPrompt?: LongPromptPricesDto | null;

  @DecimalText({ optional: true, nullable: true })
  searchRequestUsd?: string | null;

  @DecimalText({ optional: true, nullable: true })
  searchCreditUsd?: string | null;

  @Nested(() => MeteredPriceDto, { optional: true, nullable: true })
  metered?: MeteredPriceDto | null;

  @ListOf(() => PriceMultiplierDto, { optional: true, max: MULTIPLIERS_MAX })
  multipliers?: PriceMultiplierDto[];

  @Nested(() => ModelFactsDto, {
    optional: true,
    nullable: true,
    description: 'absent or null: those of the row before',
  })
  facts?: ModelFactsDto | null;

  @Text({ max: PRICE_SOURCE_MAX_LENGTH, description: 'where it was read, and when' })
  source!: string;

  @Flag({ optional: true, description: 'compared with the provider’s page; default false' })
  confirmed?: boolean;

  @Flag({ optional: true, description: 'adds a price that looks like a typing error all the same' })
  acceptUnusual?: boolean;
}

/** CHF per USD from a moment on. */
export class FxRateDto {
  @Uuid()
  id!: string;

  @DecimalText({ description: 'CHF per USD' })
  usdChf!: string;

  @OneOf(PRICE_STATES)
  state!: PriceState;

  @IsoTime()
  validFrom!: string;

  @Text({ max: PRICE_SOURCE_MAX_LENGTH })
  source!: string;

  @Text({ max: PRICE_AUTHOR_MAX_LENGTH, description: 'id of the operator, or `settings`' })
  author!: string;

  @Text({ max: NAME_MAX_LENGTH, nullable: true, description: 'of the person; null where it was none' })
  authorName!: string | null;

  @IsoTime()
  createdAt!: string;

  @IsoTime({ nullable: true, description: 'when it was taken back, before it began' })
  withdrawnAt!: string | null;

  @Text({ max: NAME_MAX_LENGTH, nullable: true })
  withdrawnByName!: string | null;
}

export class FxRatePageDto {
  @ListOf(() => FxRateDto)
  items!: FxRateDto[];

  @Text({ max: 400, nullable: true })
  nextCursor!: string | null;
}

export class NewFxRateDto {
  @DecimalText({ description: 'CHF per USD, at most eight decimals' })
  usdChf!: string;

  @IsoTime({ optional: true, description: 'with its zone, not in the past; absent: now' })
  validFrom?: string;

  @Text({ max: PRICE_SOURCE_MAX_LENGTH, description: 'where it was read, and when' })
  source!: string;

  @Flag({ optional: true, description: 'adds a rate that looks like a typing error all the same' })
  acceptUnusual?: boolean;
}
