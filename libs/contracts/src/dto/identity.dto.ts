import { SECOND_FACTOR_CODE_MAX_LENGTH } from '../constants/account.constants.js';
import { REASON_MAX_LENGTH, SEARCH_MAX_LENGTH } from '../constants/billing.constants.js';
import {
  EMAIL_MAX_LENGTH,
  LOCALES,
  type Locale,
  MANDATE_KINDS,
  type MandateKind,
  NAME_MAX_LENGTH,
  NUMBER_FORMATS,
  type NumberFormat,
  PASSWORD_MAX_LENGTH,
} from '../constants/common.constants.js';
import {
  API_KEY_SCOPES,
  type ApiKeyScope,
  MEMBER_ROLES_MAX,
  MEMBER_STATUSES,
  type MemberStatus,
  USER_KINDS,
  type UserKind,
} from '../constants/people.constants.js';
import {
  RESOURCE_MAX_LENGTH,
  ROLE_RULES_MAX,
  RULE_EFFECTS,
  type RuleEffect,
} from '../constants/permissions.constants.js';
import {
  Email,
  Flag,
  IsoTime,
  ListOf,
  ListOfTexts,
  ListOfUuids,
  Nested,
  OneOf,
  Text,
  Uuid,
  WholeNumber,
} from '../fields/fields.js';
import { PageQuery } from './common.dto.js';

export class SignInDto {
  @Email({ max: EMAIL_MAX_LENGTH })
  email!: string;

  @Text({ max: PASSWORD_MAX_LENGTH, trim: false })
  password!: string;

  @Text({
    max: SECOND_FACTOR_CODE_MAX_LENGTH,
    optional: true,
    description: 'for who has two-factor sign-in: the code of the authenticator app, or a recovery code',
  })
  code?: string;
}

export class UserDto {
  @Uuid()
  id!: string;

  @Email({ max: EMAIL_MAX_LENGTH })
  email!: string;

  @Text({ max: NAME_MAX_LENGTH })
  displayName!: string;

  @OneOf(LOCALES)
  locale!: Locale;
}

/** A person with how they want to read. */
export class ProfileDto extends UserDto {
  @OneOf(NUMBER_FORMATS, { description: 'how figures are written, apart from the language' })
  numberFormat!: NumberFormat;
}

/** Why nothing new may run in a mandate. */
export class SuspensionDto {
  @IsoTime({ nullable: true })
  since!: string | null;

  @Text({ max: REASON_MAX_LENGTH, nullable: true, description: "the operator's reason" })
  reason!: string | null;
}

/** A mandate that the caller belongs to, with the caller's roles in it. */
export class MembershipDto {
  @Uuid()
  mandateId!: string;

  @Text({ max: NAME_MAX_LENGTH })
  mandateName!: string;

  @OneOf(MANDATE_KINDS)
  kind!: MandateKind;

  @ListOfTexts({ max: 50, maxLength: NAME_MAX_LENGTH, description: 'names of the roles' })
  roles!: string[];

  @Nested(() => SuspensionDto, { nullable: true, description: 'null: the mandate is active' })
  suspension!: SuspensionDto | null;
}

/** Who is calling, in which mandate, and what they may do there. */
export class MeDto {
  @Nested(() => ProfileDto)
  user!: ProfileDto;

  @ListOf(() => MembershipDto)
  memberships!: MembershipDto[];

  @Uuid({ description: 'the mandate that this request runs in' })
  mandateId!: string;

  @ListOfTexts({ max: 500, maxLength: RESOURCE_MAX_LENGTH, description: 'permissions of the caller in this mandate' })
  permissions!: string[];
}

export class UpdateMeDto {
  @Text({ max: NAME_MAX_LENGTH, optional: true })
  displayName?: string;

  @OneOf(LOCALES, { optional: true })
  locale?: Locale;

  @OneOf(NUMBER_FORMATS, { optional: true })
  numberFormat?: NumberFormat;
}

export class PermissionsDto {
  @Uuid()
  mandateId!: string;

  @ListOfTexts({ max: 500, maxLength: RESOURCE_MAX_LENGTH })
  permissions!: string[];
}

export class AccessRuleDto {
  @Text({
    max: RESOURCE_MAX_LENGTH,
    description: 'a permission, `resource.aicore.<connectorType>[/<model>]`, or a prefix ending in `*`',
  })
  resource!: string;

  @OneOf(RULE_EFFECTS)
  effect!: RuleEffect;
}

export class RoleDto {
  @Uuid()
  id!: string;

  @Text({ max: NAME_MAX_LENGTH })
  name!: string;

  @Flag({ description: 'a role that every mandate starts with' })
  builtIn!: boolean;

  @ListOf(() => AccessRuleDto)
  rules!: AccessRuleDto[];

  @WholeNumber({ description: 'how many active people have the role' })
  memberCount!: number;

  @WholeNumber({ description: 'goes up with each change of the rules' })
  version!: number;
}

export class CreateRoleDto {
  @Text({ max: NAME_MAX_LENGTH })
  name!: string;

  @Uuid({ optional: true, description: 'the role whose rules it begins with; absent: none' })
  copyOf?: string;
}

export class RenameRoleDto {
  @Text({ max: NAME_MAX_LENGTH })
  name!: string;
}

export class SetRoleRulesDto {
  @WholeNumber({ optional: true, description: 'the version that was read; another one in force is a conflict' })
  version?: number;

  @ListOf(() => AccessRuleDto, { max: ROLE_RULES_MAX })
  rules!: AccessRuleDto[];
}

export class MemberDto {
  @Uuid()
  userId!: string;

  @Email({ max: EMAIL_MAX_LENGTH })
  email!: string;

  @Text({ max: NAME_MAX_LENGTH })
  displayName!: string;

  @ListOfTexts({ max: 50, maxLength: NAME_MAX_LENGTH, description: 'names of the roles' })
  roles!: string[];

  @ListOfUuids({ max: 50, description: 'in the order of their names' })
  roleIds!: string[];

  @OneOf(MEMBER_STATUSES)
  status!: MemberStatus;

  @IsoTime({ description: 'when the membership began' })
  since!: string;

  @IsoTime({
    nullable: true,
    description: 'when the person last did something in this mandate, to a quarter of an hour',
  })
  lastSeenAt!: string | null;
}

export class MemberQuery extends PageQuery {
  @Text({ max: SEARCH_MAX_LENGTH, optional: true, description: 'a part of the name or of the e-mail address' })
  q?: string;

  @OneOf(MEMBER_STATUSES, { optional: true })
  status?: MemberStatus;
}

export class SetMemberRolesDto {
  @ListOfUuids({ max: MEMBER_ROLES_MAX })
  roleIds!: string[];
}

export class CreateApiKeyDto {
  @Text({ max: NAME_MAX_LENGTH })
  name!: string;

  @IsoTime({ optional: true, description: 'after this time the key is refused' })
  expiresAt?: string;

  @Uuid({
    optional: true,
    description:
      'makes the key for the mandate: it acts as a program with this role, whoever made it; absent: as the caller',
  })
  roleId?: string;
}

export class ApiKeyQuery extends PageQuery {
  @OneOf(API_KEY_SCOPES, { optional: true, description: 'absent: all that the caller may see' })
  scope?: ApiKeyScope;
}

export class ApiKeyDto {
  @Uuid()
  id!: string;

  @Text({ max: NAME_MAX_LENGTH })
  name!: string;

  @Text({ max: 20, description: 'the first characters, to tell keys apart' })
  prefix!: string;

  @Uuid({ description: 'the member that the key acts as' })
  userId!: string;

  @OneOf(USER_KINDS, { description: 'a person, or a program of the mandate' })
  ownerKind!: UserKind;

  @Text({ max: NAME_MAX_LENGTH })
  ownerName!: string;

  @ListOfTexts({ max: 50, maxLength: NAME_MAX_LENGTH, description: 'names of the roles that the key acts with' })
  roles!: string[];

  @IsoTime()
  createdAt!: string;

  @IsoTime({ nullable: true })
  expiresAt!: string | null;

  @IsoTime({ nullable: true })
  lastUsedAt!: string | null;
}

/** The only answer that ever holds the key itself. */
export class CreatedApiKeyDto extends ApiKeyDto {
  @Text({ max: 100 })
  key!: string;
}

export class MemberPageDto {
  @ListOf(() => MemberDto)
  items!: MemberDto[];

  @Text({ max: 400, nullable: true })
  nextCursor!: string | null;
}

export class ApiKeyPageDto {
  @ListOf(() => ApiKeyDto)
  items!: ApiKeyDto[];

  @Text({ max: 400, nullable: true })
  nextCursor!: string | null;
}

/** A mandate has few roles: all of them are on the one page. */
export class RolePageDto {
  @ListOf(() => RoleDto)
  items!: RoleDto[];

  @Text({ max: 400, nullable: true, description: 'always null' })
  nextCursor!: string | null;
}

export class DemoLoginDto {
  @Email({ max: EMAIL_MAX_LENGTH })
  email!: string;

  @Text({ max: NAME_MAX_LENGTH })
  displayName!: string;

  @Text({ max: NAME_MAX_LENGTH, description: 'name of the role' })
  role!: string;
}

/** What the login page may offer before anybody is known. */
export class SessionOptionsDto {
  @Flag({ description: 'whether this is a demo with sample data' })
  demo!: boolean;

  @ListOf(() => DemoLoginDto)
  demoLogins!: DemoLoginDto[];

  @Text({ max: PASSWORD_MAX_LENGTH, nullable: true, description: 'the password of every demo login' })
  demoPassword!: string | null;
}
