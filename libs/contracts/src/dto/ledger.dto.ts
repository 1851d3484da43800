import { CONNECTOR_TYPES, type ConnectorType, MODEL_ID_MAX_LENGTH } from '../constants/aicore.constants.js';
import { FEATURES, type Feature } from '../constants/billing.constants.js';
import { NAME_MAX_LENGTH } from '../constants/common.constants.js';
import { VERIFICATION_STATES, type VerificationState } from '../constants/operation.constants.js';
import { Chf, Flag, IsoTime, ListOf, OneOf, Text, Uuid, WholeNumber } from '../fields/fields.js';

/** Credit that is set aside for a call under way. */
export class HoldDto {
  @Uuid()
  id!: string;

  @Uuid()
  accountId!: string;

  @Uuid()
  mandateId!: string;

  @Text({ max: NAME_MAX_LENGTH })
  mandateName!: string;

  @Uuid({ nullable: true, description: 'PREPAY_USER: whose account it is' })
  accountUserId!: string | null;

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

  @Chf({ range: 'not-negative', description: '0: the account is UNLIMITED' })
  amount!: string;

  @IsoTime()
  createdAt!: string;

  @IsoTime({ description: 'a call that goes on puts it off' })
  expiresAt!: string;

  @Flag({ description: 'its call has not renewed it in time: the gateway may be gone' })
  expiresSoon!: boolean;

  @Text({ max: 100 })
  gatewayId!: string;
}

export class HoldPageDto {
  @ListOf(() => HoldDto)
  items!: HoldDto[];

  @Text({ max: 400, nullable: true })
  nextCursor!: string | null;
}

/** Sums over all accounts. */
export class LedgerTotalsDto {
  @Chf()
  balance!: string;

  @Chf()
  held!: string;

  @WholeNumber()
  accounts!: number;

  @WholeNumber()
  openHolds!: number;

  @WholeNumber({ description: 'since midnight in Europe/Zurich' })
  bookingsToday!: number;

  @Chf({ description: 'charged since midnight' })
  usedToday!: string;

  @Chf({ description: 'credited since midnight' })
  creditedToday!: string;
}

/** Something in the ledger that is not as it must be. */
export class FindingDto {
  @Text({ max: 200 })
  rule!: string;

  @Uuid({ nullable: true })
  accountId!: string | null;

  @Text({ max: 400 })
  subject!: string;

  @Text({ max: 1_000 })
  expected!: string;

  @Text({ max: 1_000 })
  found!: string;
}

/** The whole ledger, recomputed from its own records. */
export class VerificationDto {
  @Uuid()
  id!: string;

  @OneOf(VERIFICATION_STATES)
  state!: VerificationState;

  @IsoTime()
  startedAt!: string;

  @IsoTime({ nullable: true })
  finishedAt!: string | null;

  @WholeNumber({ nullable: true, description: 'milliseconds' })
  durationMs!: number | null;

  @WholeNumber({ max: 100, description: 'per cent' })
  progress!: number;

  @Flag({ description: 'started by itself; otherwise by a person' })
  daily!: boolean;

  @Text({ max: NAME_MAX_LENGTH, nullable: true })
  startedByName!: string | null;

  @WholeNumber({ nullable: true })
  accounts!: number | null;

  @WholeNumber({ nullable: true })
  bookings!: number | null;

  @WholeNumber({ nullable: true })
  openHolds!: number | null;

  @WholeNumber({ nullable: true })
  receipts!: number | null;

  @WholeNumber({ nullable: true })
  differences!: number | null;

  @ListOf(() => FindingDto, { description: 'the first of them' })
  findings!: FindingDto[];
}

export class VerificationPageDto {
  @ListOf(() => VerificationDto)
  items!: VerificationDto[];

  @Text({ max: 400, nullable: true })
  nextCursor!: string | null;
}
