import {
  BILLING_MODELS,
  type BillingModel,
  REASON_MAX_LENGTH,
  REFERENCE_MAX_LENGTH,
} from '../constants/billing.constants.js';
import {
  MANDATE_KINDS,
  MANDATE_STATUSES,
  type MandateKind,
  type MandateStatus,
  NAME_MAX_LENGTH,
} from '../constants/common.constants.js';
import { Chf, ListOf, OneOf, Text, Uuid } from '../fields/fields.js';

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
  @Chf({ range: 'positive' })
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
