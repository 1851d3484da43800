import { LOCALES, type Locale } from '../constants/common.constants.js';
import { MAIL_KINDS, type MailKind } from '../constants/mail.constants.js';
import { ListOfLiterals, OneOf, Text } from '../fields/fields.js';

export class MailPreviewQuery {
  @OneOf(LOCALES, { optional: true, description: 'language of the reader; German when absent' })
  locale?: Locale;
}

export class MailKindsDto {
  @ListOfLiterals(MAIL_KINDS)
  items!: MailKind[];

  @Text({ max: 400, nullable: true, description: 'always null' })
  nextCursor!: string | null;
}

/** A mail with made-up data. */
export class MailPreviewDto {
  @OneOf(MAIL_KINDS)
  kind!: MailKind;

  @OneOf(LOCALES)
  locale!: Locale;

  @Text({ max: 200 })
  subject!: string;

  @Text({ max: 1_000_000, description: 'loads nothing; show it without scripts all the same' })
  html!: string;

  @Text({ max: 1_000_000 })
  text!: string;
}
