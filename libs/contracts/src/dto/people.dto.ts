import {
  EMAIL_MAX_LENGTH,
  LOCALES,
  type Locale,
  NAME_MAX_LENGTH,
  PASSWORD_MAX_LENGTH,
} from '../constants/common.constants.js';
import { MEMBER_ROLES_MAX } from '../constants/people.constants.js';
import { Email, Flag, IsoTime, ListOf, ListOfTexts, ListOfUuids, OneOf, Text, Uuid } from '../fields/fields.js';

export class CreateInvitationDto {
  @Email({ max: EMAIL_MAX_LENGTH })
  email!: string;

  @ListOfUuids({ min: 1, max: MEMBER_ROLES_MAX })
  roleIds!: string[];

  @OneOf(LOCALES, { optional: true, description: 'the language of the invitation; absent: that of the caller' })
  locale?: Locale;
}

/** An invitation that nobody has accepted yet; an expired one can be renewed. */
export class InvitationDto {
  @Uuid()
  id!: string;

  @Email({ max: EMAIL_MAX_LENGTH })
  email!: string;

  @ListOfTexts({ max: 50, maxLength: NAME_MAX_LENGTH, description: 'names of the roles' })
  roles!: string[];

  @OneOf(LOCALES)
  locale!: Locale;

  @Text({ max: NAME_MAX_LENGTH, description: 'who sent it' })
  invitedBy!: string;

  @IsoTime()
  createdAt!: string;

  @IsoTime()
  expiresAt!: string;
}

/** The only answer that ever holds the link. */
export class CreatedInvitationDto extends InvitationDto {
  @Text({ max: 400 })
  link!: string;
}

export class InvitationPageDto {
  @ListOf(() => InvitationDto)
  items!: InvitationDto[];

  @Text({ max: 400, nullable: true })
  nextCursor!: string | null;
}

/** What whoever holds the link may know. */
export class InvitationPreviewDto {
  @Text({ max: NAME_MAX_LENGTH })
  mandateName!: string;

  @Email({ max: EMAIL_MAX_LENGTH })
  email!: string;

  @Text({ max: NAME_MAX_LENGTH })
  invitedBy!: string;

  @OneOf(LOCALES)
  locale!: Locale;

  @IsoTime()
  expiresAt!: string;

  @Flag({
    description: 'whether somebody with this e-mail address has an account: the password is that of the account',
  })
  hasAccount!: boolean;
}

/** A new person sends all of it, an existing one the password; who is signed in as the invited person sends nothing. */
export class AcceptInvitationDto {
  @Text({ max: NAME_MAX_LENGTH, optional: true })
  displayName?: string;

  @Text({ max: PASSWORD_MAX_LENGTH, trim: false, optional: true })
  password?: string;

  @OneOf(LOCALES, { optional: true })
  locale?: Locale;
}

export class AcceptedInvitationDto {
  @Uuid({ description: 'the mandate that the person now belongs to' })
  mandateId!: string;
}
