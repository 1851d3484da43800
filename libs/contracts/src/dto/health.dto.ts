import { CONNECTOR_TYPES, type ConnectorType, MODEL_ID_MAX_LENGTH } from '../constants/aicore.constants.js';
import { NAME_MAX_LENGTH } from '../constants/common.constants.js';
import { MAIL_DELIVERIES, type MailDelivery } from '../constants/mail.constants.js';
import {
  CONNECTOR_FAILURE_KINDS,
  type ConnectorFailureKind,
  HEALTH_SPANS,
  type HealthSpan,
} from '../constants/operation.constants.js';
import { Flag, IsoTime, ListOf, ListOfTexts, Nested, OneOf, Text, Uuid, WholeNumber } from '../fields/fields.js';

/** How calls of a provider have gone over a span of time. */
export class CallFiguresDto {
  @OneOf(HEALTH_SPANS)
  span!: HealthSpan;

  @WholeNumber({ description: 'ended calls; those that their reader stopped before the first token are none' })
  calls!: number;

  @WholeNumber()
  failures!: number;

  @WholeNumber({ nullable: true, description: 'milliseconds to the first token; null: none came' })
  firstTokenMedianMs!: number | null;

  @WholeNumber({ nullable: true, description: 'milliseconds that one call in twenty exceeds' })
  firstTokenP95Ms!: number | null;
}

export class ConnectorFailureDto {
  @IsoTime()
  at!: string;

  @OneOf(CONNECTOR_FAILURE_KINDS)
  kind!: ConnectorFailureKind;

  @WholeNumber({ nullable: true, description: 'the HTTP status of the provider, where there was one' })
  status!: number | null;

  @Text({ max: MODEL_ID_MAX_LENGTH })
  model!: string;
}

export class ConnectorHealthDto {
  @OneOf(CONNECTOR_TYPES)
  connectorType!: ConnectorType;

  @Text({ max: NAME_MAX_LENGTH })
  displayName!: string;

  @Flag()
  configured!: boolean;

  @ListOfTexts({ max: 10, maxLength: 60, description: 'names of the settings that it lacks' })
  missingSettings!: string[];

  @Flag({ description: 'answers are simulated' })
  simulated!: boolean;

  @IsoTime({ nullable: true })
  lastSuccessAt!: string | null;

  @Nested(() => ConnectorFailureDto, { nullable: true })
  lastFailure!: ConnectorFailureDto | null;

  @ListOf(() => CallFiguresDto)
  figures!: CallFiguresDto[];
}

export class GatewayDto {
  @Uuid()
  id!: string;

  @Text({ max: 255 })
  host!: string;

  @Text({ max: 40 })
  version!: string;

  @IsoTime()
  startedAt!: string;

  @IsoTime()
  seenAt!: string;

  @Flag({ description: 'it has been heard of within the last minute' })
  alive!: boolean;
}

export class DatabaseHealthDto {
  @Text({ max: 63 })
  name!: string;

  @Flag()
  reachable!: boolean;

  @Text({ max: 40, nullable: true })
  version!: string | null;

  @WholeNumber({ nullable: true, description: 'milliseconds for the simplest question' })
  answerMs!: number | null;

  @WholeNumber({ nullable: true })
  sizeBytes!: number | null;

  @WholeNumber({ nullable: true })
  connections!: number | null;

  @WholeNumber({ nullable: true })
  connectionsMax!: number | null;
}

/** How mails go out. */
export class MailHealthDto {
  @OneOf(MAIL_DELIVERIES)
  delivery!: MailDelivery;

  @WholeNumber({ description: 'waiting, or being sent' })
  queued!: number;

  @WholeNumber({ description: 'given up' })
  dead!: number;

  @IsoTime({ nullable: true, description: 'since when the oldest of those that wait does so' })
  oldestQueuedAt!: string | null;

  @IsoTime({ nullable: true })
  lastSentAt!: string | null;
}

/** How providers, databases, gateways and mails are. */
export class HealthDto {
  @IsoTime()
  at!: string;

  @ListOf(() => ConnectorHealthDto)
  connectors!: ConnectorHealthDto[];

  @ListOf(() => DatabaseHealthDto)
  databases!: DatabaseHealthDto[];

  @ListOf(() => GatewayDto)
  gateways!: GatewayDto[];

  @Nested(() => MailHealthDto, { nullable: true })
  mails!: MailHealthDto | null;
}
