import { REASON_MAX_LENGTH, REFERENCE_MAX_LENGTH } from '../constants/billing.constants.js';
import { Chf, Text, Uuid } from '../fields/fields.js';

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
