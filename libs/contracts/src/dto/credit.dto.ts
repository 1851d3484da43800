import {
  ADDRESS_NAME_MAX_LENGTH,
  ADDRESS_NUMBER_MAX_LENGTH,
  ADDRESS_POSTCODE_MAX_LENGTH,
  ADDRESS_STREET_MAX_LENGTH,
  ADDRESS_TOWN_MAX_LENGTH,
  COUNTRIES,
} from '../constants/address.constants.js';
import {
  ACCOUNT_STATUSES,
  type AccountStatus,
  BILLING_MODELS,
  type BillingModel,
  REASON_MAX_LENGTH,
  REFERENCE_MAX_LENGTH,
  TOP_UP_KINDS,
  TOP_UP_STATES,
  type TopUpKind,
  type TopUpState,
} from '../constants/billing.constants.js';
import { EMAIL_MAX_LENGTH, NAME_MAX_LENGTH } from '../constants/common.constants.js';
import { Chf, Email, Flag, IsoTime, ListOf, OneOf, Text, Uuid } from '../fields/fields.js';
import { PageQuery } from './common.dto.js';

/** Who is invoiced. Before the first time everything but the country is null. */
export class BillingAddressDto {
  @Text({ max: ADDRESS_NAME_MAX_LENGTH, nullable: true })
  company!: string | null;

  @Text({ max: ADDRESS_NAME_MAX_LENGTH, nullable: true })
  person!: string | null;

  @Text({ max: ADDRESS_STREET_MAX_LENGTH, nullable: true })
  street!: string | null;

  @Text({ max: ADDRESS_NUMBER_MAX_LENGTH, nullable: true })
  houseNumber!: string | null;

  @Text({ max: ADDRESS_POSTCODE_MAX_LENGTH, nullable: true })
  postcode!: string | null;

  @Text({ max: ADDRESS_TOWN_MAX_LENGTH, nullable: true })
  town!: string | null;

  @OneOf(COUNTRIES)
  country!: string;

  @Text({ max: EMAIL_MAX_LENGTH, nullable: true, description: 'where invoices go' })
  email!: string | null;

  @Text({ max: 30, nullable: true, description: 'Swiss UID with its check digit, or a VAT number' })
  vatId!: string | null;

  @IsoTime({ nullable: true, description: 'null: never given' })
  updatedAt!: string | null;
}

export class UpdateBillingAddressDto {
  @Text({ max: ADDRESS_NAME_MAX_LENGTH })
  company!: string;

  @Text({ max: ADDRESS_NAME_MAX_LENGTH, optional: true, nullable: true })
  person?: string | null;

  @Text({ max: ADDRESS_STREET_MAX_LENGTH })
  street!: string;

  @Text({ max: ADDRESS_NUMBER_MAX_LENGTH, optional: true, nullable: true })
  houseNumber?: string | null;

  @Text({ max: ADDRESS_POSTCODE_MAX_LENGTH })
  postcode!: string;

  @Text({ max: ADDRESS_TOWN_MAX_LENGTH })
  town!: string;

  @OneOf(COUNTRIES)
  country!: string;

  @Email({ max: EMAIL_MAX_LENGTH })
  email!: string;

  @Text({ max: 40, optional: true, nullable: true, description: 'CHE-123.456.789 MWST, or a VAT number' })
  vatId?: string | null;
}

/** How the caller's mandate gets credit: what it may book itself this month, and where it stands. */
export class TopUpOptionsDto {
  @OneOf(BILLING_MODELS)
  billingModel!: BillingModel;

  @Chf({ description: "of the mandate's own account" })
  balance!: string;

  @Chf({ description: 'what admins may top up by themselves in a calendar month; 0: nothing' })
  limit!: string;

  @Chf({ description: 'topped up by themselves in this calendar month, Europe/Zurich' })
  used!: string;

  @Chf({ description: 'what the caller may still book; 0 where the caller may not at all' })
  remaining!: string;

  @Flag({ description: 'nothing limits the account: no top-up is needed' })
  unlimited!: boolean;
}

export class CreateTopUpDto {
  @Chf({ range: 'positive', description: 'whole Rappen' })
  amount!: string;

  @Text({ max: REFERENCE_MAX_LENGTH, optional: true })
  reference?: string;
}

export class CreateTopUpRequestDto {
  @Chf({ range: 'positive', description: 'whole Rappen' })
  amount!: string;

  @Text({ max: REASON_MAX_LENGTH, optional: true, description: 'for the operator' })
  note?: string;
}

/** Credit that a mandate booked or asked for. */
export class TopUpDto {
  @Uuid()
  id!: string;

  @OneOf(TOP_UP_KINDS)
  kind!: TopUpKind;

  @OneOf(TOP_UP_STATES)
  state!: TopUpState;

  @Chf({ description: 'asked for, or booked by the mandate itself' })
  amount!: string;

  @Chf({ nullable: true, description: 'what was booked; null until then' })
  bookedAmount!: string | null;

  @Uuid()
  userId!: string;

  @Text({ max: NAME_MAX_LENGTH, nullable: true })
  userName!: string | null;

  @Text({ max: REASON_MAX_LENGTH, nullable: true, description: 'what the person wrote' })
  note!: string | null;

  @Text({ max: REFERENCE_MAX_LENGTH, nullable: true })
  reference!: string | null;

  @Text({ max: REASON_MAX_LENGTH, nullable: true, description: "the operator's word" })
  reason!: string | null;

  @Uuid({ nullable: true, description: 'its booking' })
  transactionId!: string | null;

  @IsoTime()
  createdAt!: string;

  @IsoTime({ nullable: true, description: 'when it was booked, declined or withdrawn' })
  decidedAt!: string | null;

  @Flag({ description: 'its booking was undone by another one' })
  reversed!: boolean;
}

export class TopUpPageDto {
  @ListOf(() => TopUpDto)
  items!: TopUpDto[];

  @Text({ max: 400, nullable: true })
  nextCursor!: string | null;
}

/** A request as the operator sees it. */
export class TopUpRequestDto extends TopUpDto {
  @Uuid()
  mandateId!: string;

  @Text({ max: NAME_MAX_LENGTH })
  mandateName!: string;

  @OneOf(BILLING_MODELS, { nullable: true })
  billingModel!: BillingModel | null;

  @Chf({ nullable: true, description: "of the mandate's own account, now" })
  balance!: string | null;
}

export class TopUpRequestPageDto {
  @ListOf(() => TopUpRequestDto)
  items!: TopUpRequestDto[];

  @Text({ max: 400, nullable: true })
  nextCursor!: string | null;
}

export class TopUpRequestQuery extends PageQuery {
  @OneOf(TOP_UP_STATES, { optional: true })
  state?: TopUpState;
}

export class BookTopUpRequestDto {
  @Chf({ range: 'positive', description: 'may differ from what was asked for' })
  amount!: string;

  @Text({ max: REASON_MAX_LENGTH, description: 'the requester reads it' })
  reason!: string;

  @Text({ max: REFERENCE_MAX_LENGTH, optional: true, description: 'e.g. the number of a payment' })
  reference?: string;

  @Chf({ optional: true, range: 'positive', description: 'the amount once more; needed above CHF 10000' })
  confirm?: string;
}

export class DeclineTopUpRequestDto {
  @Text({ max: REASON_MAX_LENGTH, description: 'the requester reads it' })
  reason!: string;
}

/** Moves credit within a PREPAY_USER mandate. Null is the mandate's own account. */
export class CreateTransferDto {
  @Uuid({ nullable: true })
  fromUserId!: string | null;

  @Uuid({ nullable: true })
  toUserId!: string | null;

  @Chf({ range: 'positive' })
  amount!: string;

  @Text({ max: REASON_MAX_LENGTH, optional: true })
  reason?: string;
}

/** Where both sides stand after a transfer. */
export class TransferDto {
  @Uuid({ description: 'the booking of the side that gave' })
  id!: string;

  @Uuid({ nullable: true })
  fromUserId!: string | null;

  @Uuid({ nullable: true })
  toUserId!: string | null;

  @Chf()
  amount!: string;

  @Chf()
  fromBalance!: string;

  @Chf()
  toBalance!: string;
}

/** A member's own balance under PREPAY_USER; before the first use there is no account yet. */
export class MemberAccountDto {
  @Uuid()
  userId!: string;

  @Text({ max: NAME_MAX_LENGTH })
  userName!: string;

  @Flag({ description: 'false: left the mandate; what is left on the account can be moved back' })
  isMember!: boolean;

  @Flag({ description: 'false: opened, with the initial credit, on the first use' })
  isOpen!: boolean;

  @OneOf(ACCOUNT_STATUSES)
  status!: AccountStatus;

  @Chf()
  balance!: string;

  @Chf()
  held!: string;

  @Chf({ description: 'what can be moved or spent now' })
  available!: string;
}

export class MemberAccountPageDto {
  @ListOf(() => MemberAccountDto)
  items!: MemberAccountDto[];

  @Text({ max: 400, nullable: true, description: 'always null' })
  nextCursor!: string | null;
}
