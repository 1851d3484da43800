import {
  CONNECTOR_TYPES,
  type ConnectorType,
  MODEL_ID_MAX_LENGTH,
  OUTPUT_TOKENS_MAX,
  OUTPUT_TOKENS_MIN,
} from '../constants/aicore.constants.js';
import { CALL_OUTCOMES, type CallOutcome } from '../constants/billing.constants.js';
import {
  CHAT_TITLE_MAX_LENGTH,
  MESSAGE_MAX_LENGTH,
  MESSAGE_ROLES,
  MESSAGE_STATUSES,
  type MessageRole,
  type MessageStatus,
} from '../constants/chat.constants.js';
import { FallbackModels, WebSearch } from '../fields/call-fields.js';
import { Chf, Flag, IsoTime, ListOf, Nested, OneOf, Text, Uuid, WholeNumber } from '../fields/fields.js';
import { ModelDecisionDto, SourceDto } from './aicore.dto.js';
import { ProblemDto } from './common.dto.js';
import { UsageDto } from './transaction.dto.js';

export class CreateChatDto {
  @Text({ max: CHAT_TITLE_MAX_LENGTH, optional: true })
  title?: string;
}

export class UpdateChatDto {
  @Text({ max: CHAT_TITLE_MAX_LENGTH })
  title!: string;
}

export class ChatDto {
  @Uuid()
  id!: string;

  @Text({ max: CHAT_TITLE_MAX_LENGTH, min: 0, description: 'empty until the first message' })
  title!: string;

  @Text({ max: MODEL_ID_MAX_LENGTH, nullable: true, description: 'the model of the last message' })
  model!: string | null;

  @IsoTime()
  createdAt!: string;

  @IsoTime()
  updatedAt!: string;
}

export class ChatPageDto {
  @ListOf(() => ChatDto)
  items!: ChatDto[];

  @Text({ max: 400, nullable: true })
  nextCursor!: string | null;
}

/** What an answer cost, all its bookings together, as a positive figure. */
export class MessagePriceDto {
  @Uuid({ description: 'the booking of the call that answered' })
  transactionId!: string;

  @Chf()
  amount!: string;

  @Flag()
  estimated!: boolean;
}

/** One of the bookings behind an answer: the model's own, a web search, or an attempt that failed. */
export class MessageChargeDto extends MessagePriceDto {
  @OneOf(CONNECTOR_TYPES)
  connectorType!: ConnectorType;

  @Text({ max: MODEL_ID_MAX_LENGTH, description: 'model name without the connector' })
  model!: string;

  @OneOf(CALL_OUTCOMES)
  outcome!: CallOutcome;
}

export class MessageDto {
  @Uuid()
  id!: string;

  @OneOf(MESSAGE_ROLES)
  role!: MessageRole;

  @OneOf(MESSAGE_STATUSES)
  status!: MessageStatus;

  @Text({ max: MESSAGE_MAX_LENGTH, min: 0 })
  content!: string;

  @Text({ max: MODEL_ID_MAX_LENGTH, nullable: true })
  model!: string | null;

  @Nested(() => UsageDto, { nullable: true })
  usage!: UsageDto | null;

  @Nested(() => MessagePriceDto, { nullable: true })
  price!: MessagePriceDto | null;

  @ListOf(() => MessageChargeDto, { description: 'oldest first; their amounts add up to the price' })
  charges!: MessageChargeDto[];

  @ListOf(() => SourceDto, { description: 'numbered from 1, as the answer cites them' })
  sources!: SourceDto[];

  @Nested(() => ModelDecisionDto, { nullable: true, description: 'null where one model was asked for and answered' })
  decision!: ModelDecisionDto | null;

  @Text({ max: MODEL_ID_MAX_LENGTH, nullable: true, description: 'how the web was searched, or null' })
  webSearch!: string | null;

  @Text({ max: 100, nullable: true, description: 'error code of an answer that failed' })
  errorCode!: string | null;

  @IsoTime()
  createdAt!: string;
}

export class ChatDetailDto extends ChatDto {
  @ListOf(() => MessageDto, { description: 'oldest first' })
  messages!: MessageDto[];
}

/** Sends a message, or with `retryOf` asks again for the answer to an earlier one. Exactly one of the two. */
export class SendMessageDto {
  @Text({ max: MESSAGE_MAX_LENGTH, trim: false, optional: true })
  content?: string;

  @Uuid({ optional: true, description: 'id of the last answer, which failed, was stopped or is to be made again' })
  retryOf?: string;

  @Text({
    max: MODEL_ID_MAX_LENGTH,
    description: '`connectorType/model`, or `auto/best`, `auto/balanced`, `auto/cheapest`',
  })
  model!: string;

  @FallbackModels()
  fallbackModels?: string[];

  @WebSearch()
  webSearch?: string;

  @WholeNumber({ min: OUTPUT_TOKENS_MIN, max: OUTPUT_TOKENS_MAX, optional: true })
  maxOutputTokens?: number;
}

/** `event: start`: the call is reserved; both messages are stored. */
export class ChatStartEvent {
  @Nested(() => MessageDto)
  userMessage!: MessageDto;

  @Nested(() => MessageDto)
  assistantMessage!: MessageDto;

  @Chf({ description: 'what was reserved' })
  reserved!: string;
}

/** `event: search`: the web is being searched. */
export class ChatSearchEvent {
  @Text({ max: MODEL_ID_MAX_LENGTH })
  model!: string;

  @Text({ max: MESSAGE_MAX_LENGTH })
  query!: string;
}

/** `event: sources`: the pages that the answer draws on, all that are known by now. */
export class ChatSourcesEvent {
  @ListOf(() => SourceDto)
  sources!: SourceDto[];
}

/** `event: delta` */
export class ChatDeltaEvent {
  @Text({ max: MESSAGE_MAX_LENGTH })
  text!: string;
}

/** `event: error`; `event: decision` carries ModelDecisionDto, `event: usage` UsageDto, `event: price` MessagePriceDto, `event: done` MessageDto. */
export class ChatErrorEvent extends ProblemDto {}
