import { DEFAULT_LOCALE, DEFAULT_NUMBER_FORMAT, type Locale, type NumberFormat, type UserKind } from '@nyla/contracts';
import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';

export type UserStatus = 'active' | 'deactivated';

/** A person, or a program of a mandate. The e-mail address is stored in lower case and is what one signs in with. */
@Entity('app_user')
@Unique('app_user_email_uq', ['email'])
@Check('app_user_email_ck', 'email = lower(email)')
@Check('app_user_number_format_ck', `number_format IN ('swiss', 'english', 'german', 'french')`)
@Check('app_user_kind_ck', `kind IN ('person', 'service')`)
@Check('app_user_password_ck', `(kind = 'service') = (password_hash = '')`)
@Check('app_user_status_ck', `status IN ('active', 'deactivated')`)
export class User {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'app_user_pk' })
  id: string;

  @Column('text')
  email: string;

  @Column('text', { name: 'display_name' })
  displayName: string;

  @Column('text', { default: DEFAULT_LOCALE })
  locale: Locale;

  @Column('text', { name: 'number_format', default: DEFAULT_NUMBER_FORMAT })
  numberFormat: NumberFormat;

  @Column('text', { default: 'person' })
  kind: UserKind;

  /** Empty for a program, which cannot sign in. */
  @Column('text', { name: 'password_hash' })
  passwordHash: string;

  @Column('text', { default: 'active' })
  status: UserStatus;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;
}
