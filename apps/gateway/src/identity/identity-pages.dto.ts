import {
  ApiKeyDto,
  EMAIL_MAX_LENGTH,
  Email,
  Flag,
  ListOf,
  MemberDto,
  NAME_MAX_LENGTH,
  PASSWORD_MAX_LENGTH,
  Text,
} from '@nyla/contracts';

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
