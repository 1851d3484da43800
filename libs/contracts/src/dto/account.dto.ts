import {
  RECOVERY_CODE_COUNT,
  SECOND_FACTOR_CODE_MAX_LENGTH,
  SESSION_DEVICES,
  type SessionDevice,
} from '../constants/account.constants.js';
import { EMAIL_MAX_LENGTH, PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from '../constants/common.constants.js';
import { Email, Flag, IsoTime, ListOf, ListOfTexts, OneOf, Text, Uuid, WholeNumber } from '../fields/fields.js';

export class ChangePasswordDto {
  @Text({ max: PASSWORD_MAX_LENGTH, trim: false })
  currentPassword!: string;

  @Text({ min: PASSWORD_MIN_LENGTH, max: PASSWORD_MAX_LENGTH, trim: false })
  newPassword!: string;
}

export class PasswordResetRequestDto {
  @Email({ max: EMAIL_MAX_LENGTH })
  email!: string;
}

/** What a link for a new password leads to. */
export class PasswordResetPreviewDto {
  @Text({ max: EMAIL_MAX_LENGTH, description: 'of the account' })
  email!: string;

  @IsoTime()
  expiresAt!: string;
}

export class PasswordResetDto {
  @Text({ min: PASSWORD_MIN_LENGTH, max: PASSWORD_MAX_LENGTH, trim: false })
  password!: string;
}

/** A browser in which the caller is signed in. */
export class SessionDto {
  @Uuid()
  id!: string;

  @Text({ max: 80, nullable: true, description: 'name of the browser, as far as it tells' })
  browser!: string | null;

  @Text({ max: 80, nullable: true, description: 'name of the operating system, as far as the browser tells' })
  system!: string | null;

  @OneOf(SESSION_DEVICES)
  device!: SessionDevice;

  @Text({ max: 64, nullable: true, description: 'network address of the last use' })
  ip!: string | null;

  @IsoTime()
  createdAt!: string;

  @IsoTime({ description: 'exact to some minutes' })
  lastSeenAt!: string;

  @Flag({ description: 'the session of this request' })
  current!: boolean;
}

/** The sessions that were used last; what is older can be ended, too, with all others. */
export class SessionPageDto {
  @ListOf(() => SessionDto)
  items!: SessionDto[];

  @Text({ max: 400, nullable: true, description: 'always null' })
  nextCursor!: string | null;
}

export class EndedSessionsDto {
  @WholeNumber({ description: 'how many sessions have ended' })
  ended!: number;
}

export class SecondFactorDto {
  @IsoTime({ nullable: true, description: 'since when the sign-in asks for a code; null: it does not' })
  enabledAt!: string | null;

  @WholeNumber({ max: RECOVERY_CODE_COUNT })
  recoveryCodesLeft!: number;
}

export class BeginSecondFactorDto {
  @Text({ max: PASSWORD_MAX_LENGTH, trim: false })
  password!: string;
}

/** For the authenticator app. It counts from the first code on. */
export class SecondFactorSetupDto {
  @Text({ max: 64, description: 'base32' })
  secret!: string;

  @Text({ max: 600, description: 'what a QR code holds: `otpauth://totp/…`' })
  uri!: string;
}

export class ConfirmSecondFactorDto {
  @Text({ max: SECOND_FACTOR_CODE_MAX_LENGTH })
  code!: string;
}

export class ProveSecondFactorDto {
  @Text({ max: PASSWORD_MAX_LENGTH, trim: false })
  password!: string;

  @Text({ max: SECOND_FACTOR_CODE_MAX_LENGTH, description: 'of the authenticator app, or a recovery code' })
  code!: string;
}

/** The only answer that ever holds them. */
export class RecoveryCodesDto {
  @ListOfTexts({ max: RECOVERY_CODE_COUNT, maxLength: 20 })
  codes!: string[];
}
