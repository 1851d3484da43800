import {
  CANDIDATE_OUTCOMES,
  type CandidateOutcome,
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
  UNUSABLE_REASONS,
  type UnusableReason,
} from '../constants/aicore.constants.js';
import {
  MESSAGE_MAX_LENGTH,
  SOURCE_SNIPPET_MAX_LENGTH,
  SOURCE_TITLE_MAX_LENGTH,
  SOURCE_URL_MAX_LENGTH,
} from '../constants/chat.constants.js';
import { NAME_MAX_LENGTH } from '../constants/common.constants.js';
import { FallbackModels, WebSearch } from '../fields/call-fields.js';
import {
  Chf,
  Day,
  DecimalText,
  Flag,
  ListOf,
  ListOfLiterals,
  Nested,
  OneOf,
  Text,
  Uuid,
  WholeNumber,
} from '../fields/fields.js';

export class ConnectorDto {
  @OneOf(CONNECTOR_TYPES)
  connectorType!: ConnectorType;

  @Text({ max: NAME_MAX_LENGTH })
  displayName!: string;

  @Flag({ description: 'the operator has set a key or address' })
  configured!: boolean;

  @Flag({ description: 'at least one of its models is allowed to the caller' })
  permitted!: boolean;

  @OneOf(UNUSABLE_REASONS, { nullable: true, description: 'why it cannot be used, or null' })
  reason!: UnusableReason | null;

  @Flag({ description: 'answers are simulated' })
  simulated!: boolean;
}

/** Prices in CHF, tokens per 1'000'000, markup included, at today's rate. */
export class ModelPriceDto {
  @Chf({ nullable: true, description: 'null where tokens are not what is paid for' })
  inputPerMillion!: string | null;

  @Chf({ nullable: true })
  outputPerMillion!: string | null;

  @Chf({ nullable: true })
  cacheReadPerMillion!: string | null;

  @Chf({ nullable: true })
  cacheWritePerMillion!: string | null;

  @WholeNumber({
    nullable: true,
    description: 'input tokens above which the whole request costs the long-prompt price',
  })
  longPromptAbove!: number | null;

  @Chf({ nullable: true })
  longPromptInputPerMillion!: string | null;

  @Chf({ nullable: true })
  longPromptOutputPerMillion!: string | null;

  @Chf({ nullable: true, description: 'one web search that the provider makes for an answer' })
  searchRequest!: string | null;

  @Chf({ nullable: true, description: 'the most that is held for a call whose price only the provider knows' })
  maximumPerCall!: string | null;

  @Chf({ description: "price of a typical answer (1'000 tokens in, 500 out), or of one search" })
  typicalAnswer!: string;

  @Uuid({ description: 'the price version' })
  priceVersionId!: string;

  @Day()
  validFrom!: string;

  @Flag({ description: 'the operator has confirmed this price on the provider’s page' })
  confirmed!: boolean;
}

export class ModelDto {
  @Text({ max: MODEL_ID_MAX_LENGTH, description: '`connectorType/model`' })
  id!: string;

  @OneOf(CONNECTOR_TYPES)
  connectorType!: ConnectorType;

  @Text({ max: MODEL_ID_MAX_LENGTH })
  model!: string;

  @Text({ max: NAME_MAX_LENGTH })
  displayName!: string;

  @OneOf(MODEL_STATUSES)
  status!: ModelStatus;

  @Day({ nullable: true })
  shutdownDate!: string | null;

  @Text({
    max: MODEL_ID_MAX_LENGTH,
    nullable: true,
    description: 'id of the model that the provider recommends instead',
  })
  replacement!: string | null;

  @WholeNumber()
  contextWindow!: number;

  @WholeNumber()
  maxOutputTokens!: number;

  @WholeNumber({ description: 'limit of an answer where the caller names none' })
  defaultOutputTokens!: number;

  @ListOfLiterals(MODEL_CAPABILITIES)
  capabilities!: ModelCapability[];

  @OneOf(MODEL_CLASSES, { nullable: true, description: 'what an automatic choice goes by' })
  modelClass!: ModelClass | null;

  @Day({ nullable: true })
  released!: string | null;

  @Nested(() => ModelPriceDto, { nullable: true })
  price!: ModelPriceDto | null;

  @Flag()
  usable!: boolean;

  @OneOf(UNUSABLE_REASONS, { nullable: true, description: 'why it cannot be used, or null' })
  reason!: UnusableReason | null;

  @Flag({ description: 'answers are simulated' })
  simulated!: boolean;
}

export class QuoteRequestDto {
  @Text({ max: MODEL_ID_MAX_LENGTH, description: '`connectorType/model`, or `auto/…`' })
  model!: string;

  @Text({
    max: MESSAGE_MAX_LENGTH,
    min: 0,
    trim: false,
    optional: true,
    description: 'the message about to be sent; without `retryOf`',
  })
  content?: string;

  @Uuid({ optional: true, description: 'a chat whose earlier messages are sent along' })
  chatId?: string;

  @Uuid({ optional: true, description: 'the answer that would be made again; its question is not counted twice' })
  retryOf?: string;

  @WholeNumber({ min: OUTPUT_TOKENS_MIN, max: OUTPUT_TOKENS_MAX, optional: true })
  maxOutputTokens?: number;

  @FallbackModels()
  fallbackModels?: string[];

  @WebSearch()
  webSearch?: string;
}

/** One of the calls that a request consists of, each reserved and booked on its own. */
export class QuotePartDto {
  @Text({ max: MODEL_ID_MAX_LENGTH })
  model!: string;

  @Chf()
  likely!: string;

  @Chf()
  maximum!: string;
}

/** The price of a request before it is sent. */
export class QuoteDto {
  @Text({ max: MODEL_ID_MAX_LENGTH, description: 'the model that would answer' })
  model!: string;

  @ListOf(() => QuotePartDto, { description: 'the answer, and before it the web search, if there is one' })
  parts!: QuotePartDto[];

  @Chf({ description: 'what a typical answer to this request costs' })
  likely!: string;

  @Chf({ description: 'the most that it can cost; this is what is reserved' })
  maximum!: string;

  @WholeNumber({ description: 'upper bound of the input tokens' })
  inputTokens!: number;

  @WholeNumber()
  maxOutputTokens!: number;

  @Chf({ nullable: true, description: 'credit free at this moment; null where nothing limits it' })
  available!: string | null;

  @Flag({ description: 'the available credit covers the maximum' })
  sufficient!: boolean;

  @WholeNumber({
    nullable: true,
    description: 'the longest answer that the credit covers, where it does not cover the maximum',
  })
  affordableOutputTokens!: number | null;

  @DecimalText({ description: 'CHF per USD' })
  fxRate!: string;

  @Day({ description: 'day of the exchange rate' })
  fxDate!: string;
}

/** A model that was considered for a request, and what became of it. */
export class ModelCandidateDto {
  @Text({ max: MODEL_ID_MAX_LENGTH })
  model!: string;

  @Text({ max: NAME_MAX_LENGTH })
  displayName!: string;

  @OneOf(CANDIDATE_OUTCOMES)
  outcome!: CandidateOutcome;

  @Chf({ nullable: true, description: 'likely price of this request with the model' })
  likely!: string | null;

  @Chf({ nullable: true, description: 'the most that the request would have cost' })
  maximum!: string | null;

  @Text({ max: 100, nullable: true, description: 'error code, where the call failed' })
  errorCode!: string | null;

  @Uuid({ nullable: true, description: 'of a failed attempt: the booking of what it cost, if it cost anything' })
  transactionId!: string | null;
}

/** Why a request was answered by the model that answered it. */
export class ModelDecisionDto {
  @Text({ max: MODEL_ID_MAX_LENGTH, description: 'what was asked for: a model or `auto/…`' })
  requested!: string;

  @Text({ max: MODEL_ID_MAX_LENGTH, nullable: true, description: 'null when no model could answer' })
  chosen!: string | null;

  @ListOf(() => ModelCandidateDto, { description: 'in the order in which they were preferred' })
  candidates!: ModelCandidateDto[];
}

/** A web page that an answer draws on. */
export class SourceDto {
  @Text({ max: SOURCE_URL_MAX_LENGTH, description: 'http or https' })
  url!: string;

  @Text({ max: SOURCE_TITLE_MAX_LENGTH })
  title!: string;

  @Text({ max: SOURCE_SNIPPET_MAX_LENGTH, nullable: true })
  snippet!: string | null;

  @Text({ max: 40, nullable: true, description: 'as the search reported it' })
  publishedDate!: string | null;
}

/** All of them on one page: there are few. */
export class ConnectorPageDto {
  @ListOf(() => ConnectorDto)
  items!: ConnectorDto[];

  @Text({ max: 400, nullable: true, description: 'always null' })
  nextCursor!: string | null;
}

/** All of them on one page. */
export class ModelPageDto {
  @ListOf(() => ModelDto)
  items!: ModelDto[];

  @Text({ max: 400, nullable: true, description: 'always null' })
  nextCursor!: string | null;
}
