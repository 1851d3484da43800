import {
  ACCOUNT_STATUSES,
  type AccountStatus,
  ALERT_LEVELS,
  type AlertLevel,
  BALANCE_STATES,
  type BalanceState,
  BILLING_MODELS,
  type BillingModel,
  WARN_RUNWAY_DAYS_MAX,
  WARNING_KINDS,
  type WarningKind,
} from '../constants/billing.constants.js';
import { NAME_MAX_LENGTH } from '../constants/common.constants.js';
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
} from '../fields/fields.js';

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

export class BillingSettingsDto {
  @OneOf(BILLING_MODELS)
  billingModel!: BillingModel;

  @Chf({ nullable: true, description: 'warn below this balance' })
  lowBalanceThreshold!: string | null;

  @WholeNumber({ nullable: true, description: 'warn when the credit lasts fewer days than this at the average' })
  warnRunwayDays!: number | null;

  @WholeNumber({ nullable: true, description: 'warn when less than so many per cent of the last top-up are left' })
  warnPercent!: number | null;

  @DecimalText({ nullable: true, description: "per cent; null: the platform's default" })
  markupPercent!: string | null;

  @Chf({ description: 'POSTPAY: how far below zero the balance may go' })
  creditLimit!: string;

  @Chf({ description: 'PREPAY_USER: credit of a new member' })
  initialUserCredit!: string;

  @Chf({ description: 'what admins may top up by themselves in a calendar month; 0: nothing' })
  selfTopUpLimit!: string;
}

/** When to be warned. Absent: stays as it is; null: not by this. With none of them: at a week's credit. */
export class UpdateBillingSettingsDto {
  @Chf({ optional: true, nullable: true, range: 'not-negative' })
  lowBalanceThreshold?: string | null;

  @WholeNumber({ min: 1, max: WARN_RUNWAY_DAYS_MAX, optional: true, nullable: true })
  warnRunwayDays?: number | null;

  @WholeNumber({ min: 1, max: 100, optional: true, nullable: true })
  warnPercent?: number | null;
}

/** One of the thresholds, and what it comes to in CHF. */
export class WarningRuleDto {
  @OneOf(WARNING_KINDS)
  kind!: WarningKind;

  @Chf({
    nullable: true,
    description: "warned below this; null: not known yet, or each member's account has its own",
  })
  below!: string | null;

  @WholeNumber({ nullable: true, description: 'kind percent' })
  percent!: number | null;

  @Chf({ nullable: true, description: 'kind percent: the last credit, of which it is a share' })
  lastCredit!: string | null;

  @WholeNumber({ nullable: true, description: 'kind days' })
  days!: number | null;

  @Flag({ description: 'the common threshold, for want of any other' })
  common!: boolean;

  @Flag({ description: 'the highest of them, which warns first' })
  decisive!: boolean;
}

/** How many members' accounts stand where. */
export class MemberAlertsDto {
  @WholeNumber({})
  armed!: number;

  @WholeNumber({})
  low!: number;

  @WholeNumber({})
  exhausted!: number;
}

/** When a mandate is warned, and how its own account stands to that. */
export class WarningsDto {
  @OneOf(ALERT_LEVELS)
  level!: AlertLevel;

  @IsoTime({ nullable: true, description: 'when people were told that it has fallen; null: they were not' })
  warnedAt!: string | null;

  @Chf({ nullable: true, description: 'balance and credit limit together; null for no limit' })
  free!: string | null;

  @ListOf(() => WarningRuleDto)
  rules!: WarningRuleDto[];

  @Nested(() => MemberAlertsDto, { nullable: true, description: 'where members have accounts of their own' })
  members!: MemberAlertsDto | null;
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

export class AccountPageDto {
  @ListOf(() => AccountDto)
  items!: AccountDto[];

  @Text({ max: 400, nullable: true, description: 'always null' })
  nextCursor!: string | null;
}
