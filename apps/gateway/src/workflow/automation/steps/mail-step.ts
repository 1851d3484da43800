import { Injectable } from '@nestjs/common';
import {
  DAY_MAILS_MAX,
  MAIL_SUBJECT_MAX_LENGTH,
  MAIL_TEXT_MAX_LENGTH,
  RUN_MAILS_MAX,
  STEP_RECIPIENTS_MAX,
} from '@nyla/contracts';
import { Clock } from '../../../common/clock.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import { MailOutbox } from '../../../common/mail/mail-outbox.js';
import { AppDatabase } from '../../../database/app-database.js';
import { MandatesFacade } from '../../../mandates/mandates.facade.js';
import { AutomationMailRepository } from '../automation-mail.repository.js';
import { AutomationsRepository } from '../automations.repository.js';
import { addressesOf } from '../mail/recipients.js';
import { RunMailAudience } from '../mail/run-mail-audience.service.js';
import { render } from '../template-rendering.js';
import type { PreparedStep, StepCall, StepHandler, StepResult } from './step.types.js';

interface Letter {
  readonly addresses: readonly string[];
  readonly subject: string;
  readonly text: string;
}

/** Writes to members of the mandate, and to whom the automation's list allows. */
@Injectable()
export class MailStep implements StepHandler {
  constructor(
    private readonly database: AppDatabase,
    private readonly outbox: MailOutbox,
    private readonly mails: AutomationMailRepository,
    private readonly audience: RunMailAudience,
    private readonly automations: AutomationsRepository,
    private readonly mandates: MandatesFacade,
    private readonly clock: Clock,
  ) {}

  /** @throws also DomainError automation.mail_refused */
  prepare(call: StepCall): PreparedStep {
    const { sendMail } = call.step;
    if (!sendMail) throw new DomainError('common.internal');
    const addresses = addressesOf(sendMail.recipients.map((recipient) => render(recipient, call.scope)));
    if (addresses.length > STEP_RECIPIENTS_MAX) throw limit('recipients', STEP_RECIPIENTS_MAX);
    const subject = oneLine(render(sendMail.subject, call.scope));
    const text = render(sendMail.text, call.scope).toWellFormed();
    if (text.length > MAIL_TEXT_MAX_LENGTH) {
      throw new DomainError('automation.text_too_long', { maximum: MAIL_TEXT_MAX_LENGTH });
    }
    const letter = { addresses, subject, text };
    return {
      input: [addresses.join(', '), subject, '', text].join('\n'),
      run: (signal) => this.send(call, letter, signal),
    };
  }

  /** Counted, and queued, or neither: in one transaction. */
  private async send({ run, path }: StepCall, letter: Letter, signal: AbortSignal): Promise<StepResult> {
    const { id: runId, mandate_id: mandateId, automation_id: automationId } = run;
    const recipients = await this.audience.of(run, letter.addresses);
    const automation = await this.automations.find(mandateId, automationId);
    if (!automation) throw new DomainError('automation.removed');
    const mandate = await this.mandates.get(mandateId);
    const { subject, text } = letter;
    const names = { automationId, automationName: automation.name, mandateName: mandate.name };
    const data = { ...names, subject, text };
    signal.throwIfAborted();
    await this.database.run(async () => {
      await this.mails.lock(mandateId);
      const now = this.clock.now();
      const { ofRun, ofDay } = await this.mails.count(mandateId, runId, now);
      if (ofRun >= RUN_MAILS_MAX) throw limit('run', RUN_MAILS_MAX);
      if (ofDay >= DAY_MAILS_MAX) throw limit('day', DAY_MAILS_MAX);
      if (!(await this.mails.insert(mandateId, runId, path, now))) return;
      for (const { address, userId, locale } of recipients) {
        await this.outbox.enqueue(this.database, {
          kind: 'automation_mail',
          to: address,
          userId,
          locale,
          data,
          mandateId,
          dedupeKey: `automation-mail:${runId}:${path}:${address}`,
        });
      }
    });
    const sent = recipients.map(({ address }) => address);
    return { value: { recipients: sent }, output: sent.join('\n'), model: null };
  }
}

function limit(reason: 'recipients' | 'run' | 'day', maximum: number): DomainError {
  return new DomainError('automation.mail_refused', { reason, address: null, maximum });
}

/** Line breaks would end the header, in whichever way they are written. */
function oneLine(text: string): string {
  const line = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  return line.length > MAIL_SUBJECT_MAX_LENGTH ? `${line.slice(0, MAIL_SUBJECT_MAX_LENGTH - 1).toWellFormed()}…` : line;
}
