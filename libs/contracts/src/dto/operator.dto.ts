import {
  BILLING_MODELS,
  type BillingModel,
  REASON_MAX_LENGTH,
  REFERENCE_MAX_LENGTH,
} from '../constants/billing.constants.js';
import { Chf, DecimalText, OneOf, Text, Uuid } from '../fields/fields.js';
import { BillingSettingsDto } from './billing.dto.js';

export class CreditRequestDto {
  @Chf({ range: 'positive' })
  amount!: string;

  @Text({ max: REASON_MAX_LENGTH })
  reason!: string;

  @Text({ max: REFERENCE_MAX_LENGTH, optional: true, description: 'e.g. the number of a payment' })
  reference?: string;

  @Uuid({ optional: true, description: 'PREPAY_USER: the member to credit' })
  userId?: string;

  @Chf({ optional: true, range: 'positive', description: 'the amount once more; needed above CHF 10000' })
  confirm?: string;
}

/** A correction: reverses one earlier booking in full. */
export class AdjustmentRequestDto {
  @Uuid({ description: 'the booking to reverse' })
  reversalOf!: string;

  @Text({ max: REASON_MAX_LENGTH })
  reason!: string;

  @Chf({ optional: true, range: 'positive', description: 'what is taken back or given; needed above CHF 10000' })
  confirm?: string;
}

/** A mandate's billing settings as the operator sees them. */
export class MandateSettingsDto extends BillingSettingsDto {}

/** What only the operator may set. Absent: stays as it is. Refused where the balance or running calls stand against it. */
export class UpdateMandateSettingsDto {
  @OneOf(BILLING_MODELS, { optional: true })
  billingModel?: BillingModel;

  @Chf({ optional: true, range: 'not-negative', description: 'POSTPAY: how far below zero the balance may go' })
  creditLimit?: string;

  @Chf({ optional: true, range: 'not-negative', description: 'PREPAY_USER: credit of a new member' })
  initialUserCredit?: string;

  @DecimalText({ optional: true, nullable: true, description: "per cent; null: the platform's default" })
  markupPercent?: string | null;

  @Chf({
    optional: true,
    range: 'not-negative',
    description: "what the mandate's admins may top up by themselves in a calendar month; 0: nothing",
  })
  selfTopUpLimit?: string;

  @Text({ max: REASON_MAX_LENGTH, optional: true, description: 'kept in the audit trail' })
  reason?: string;
}
