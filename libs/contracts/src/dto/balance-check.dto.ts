import { CHECK_RULES, type CheckRule } from '../constants/billing.constants.js';
import { NAME_MAX_LENGTH } from '../constants/common.constants.js';
import { Chf, Flag, IsoTime, ListOf, OneOf, Text, Uuid, WholeNumber } from '../fields/fields.js';

/** A rule that does not hold, and the first booking that breaks it. */
export class CheckFaultDto {
  @OneOf(CHECK_RULES)
  rule!: CheckRule;

  @WholeNumber({ min: 1 })
  count!: number;

  @Uuid({ nullable: true, description: 'null: the account itself' })
  transactionId!: string | null;
}

/** One account, recomputed from its bookings. */
export class CheckedAccountDto {
  @Uuid()
  accountId!: string;

  @Uuid({ nullable: true, description: "null: the mandate's own account" })
  userId!: string | null;

  @Text({ max: NAME_MAX_LENGTH, nullable: true })
  userName!: string | null;

  @Chf({ description: 'as the account has it' })
  balance!: string;

  @Chf({ description: 'sum of its bookings, added up now' })
  sum!: string;

  @WholeNumber()
  bookings!: number;

  @Text({ max: 64, nullable: true, description: 'hash of the newest booking, recomputed; hexadecimal' })
  hash!: string | null;

  @ListOf(() => CheckFaultDto)
  faults!: CheckFaultDto[];
}

/** Whether balances are the sums of their bookings: every account that the caller may see, read now from the ledger. */
export class BalanceCheckDto {
  @IsoTime({ description: 'when the accounts were read; bookings since then are not in it' })
  checkedAt!: string;

  @WholeNumber()
  durationMs!: number;

  @Flag({ description: 'every account holds every rule' })
  correct!: boolean;

  @WholeNumber()
  bookings!: number;

  @ListOf(() => CheckedAccountDto)
  accounts!: CheckedAccountDto[];
}

/** How far a check is. */
export class BalanceCheckProgressDto {
  @WholeNumber()
  checked!: number;

  @WholeNumber()
  bookings!: number;
}
