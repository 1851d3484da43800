import type { MailData, MailKind } from '@nyla/contracts';
import type { Letter } from '../letter.js';
import type { LetterOf, LetterWriter } from '../letter-writer.js';
import { invitation, passwordReset, testMail } from './account-letters.js';
import { automationFailed, automationMail, automationPaused } from './automation-letters.js';
import { balanceWarning, creditBooked, creditExhausted, topUpDeclined, topUpRequested } from './credit-letters.js';
import { monthlyReport } from './report-letter.js';
import { creditRequest, providerRequest } from './wish-letters.js';

const LETTERS: { readonly [K in MailKind]: LetterOf<K> } = {
  monthly_report: monthlyReport,
  balance_warning: balanceWarning,
  credit_exhausted: creditExhausted,
  credit_booked: creditBooked,
  top_up_requested: topUpRequested,
  top_up_declined: topUpDeclined,
  credit_request: creditRequest,
  provider_request: providerRequest,
  automation_paused: automationPaused,
  automation_failed: automationFailed,
  invitation,
  password_reset: passwordReset,
  automation_mail: automationMail,
  test_mail: testMail,
};

export function writeLetter<K extends MailKind>(kind: K, data: MailData[K], writer: LetterWriter): Letter {
  return LETTERS[kind](data, writer);
}
