import { Injectable } from '@nestjs/common';
import {
  type MailDetailDto,
  type MailDto,
  type MailPageDto,
  type MailQuery,
  PAGE_LIMIT_DEFAULT,
} from '@nyla/contracts';
import { AuditTrail } from '../common/audit/audit-trail.js';
import { Clock } from '../common/clock.js';
import { DomainError, NotFoundError } from '../common/errors/domain-error.js';
import { decodeCursor, pageOf } from '../common/http/cursor.js';
import { MandatesFacade } from '../mandates/mandates.facade.js';
import { expiryOf, hasSecretLink, isMasked, withoutSecrets } from './mail-secrets.js';
import { MailTransport } from './mail-transport.service.js';
import { type MailRow, MailsRepository } from './mails.repository.js';
import { MailRenderer, type RenderedMail } from './rendering/mail-renderer.service.js';

const NOT_RENDERED = { subject: null, html: null, text: null };

/** The outgoing mails of all mandates, for the operator. */
@Injectable()
export class MailsService {
  constructor(
    private readonly mails: MailsRepository,
    private readonly mandates: MandatesFacade,
    private readonly renderer: MailRenderer,
    private readonly transport: MailTransport,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  async list({ cursor, limit = PAGE_LIMIT_DEFAULT, ...filter }: MailQuery): Promise<MailPageDto> {
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    const page = pageOf(await this.mails.list(filter, after, limit + 1), limit, (row) => row);
    const names = await this.mandates.names(page.items.flatMap(({ mandateId }) => mandateId ?? []));
    return {
      items: page.items.map((row) => this.dtoOf(row, names)),
      nextCursor: page.nextCursor,
      delivery: this.transport.delivery,
    };
  }

  /** @throws NotFoundError */
  async get(id: string): Promise<MailDetailDto> {
    const found = await this.mails.find(id);
    if (!found) throw new NotFoundError();
    const { mail } = found;
    const names = await this.mandates.names(mail.mandateId === null ? [] : [mail.mandateId]);
    // Whoever reads another's mail here must not be able to act as that person.
    const shown = withoutSecrets(mail.kind, mail.data);
    const rendered = await this.renderer.render(mail.kind, shown, mail.locale).then(viewOf, () => NOT_RENDERED);
    return { ...this.dtoOf(mail, names), ...rendered, hasSecretLink: hasSecretLink(mail.kind) };
  }

  /**
   * Queues a mail once more. One that waits or is being sent stays as it is, and a repeat with the same key does
   * nothing. @throws NotFoundError, DomainError mail.link_over
   */
  async resend(id: string, key: string): Promise<MailDetailDto> {
    const found = await this.mails.find(id);
    if (!found) throw new NotFoundError();
    const { database } = found;
    await database.run(async () => {
      const locked = await this.mails.lock(database, id, key);
      if (!locked) throw new NotFoundError();
      const { mail, known } = locked;
      if (known || mail.state === 'queued' || mail.state === 'sending') return;
      if (this.isOver(mail)) throw new DomainError('mail.link_over');
      await this.mails.queueAgain(database, id, key, this.clock.now());
      await this.audit.record(database, {
        action: 'mail.resent',
        mandateId: mail.mandateId,
        subjectId: id,
        subjectName: mail.address,
        before: null,
        after: null,
      });
    });
    return this.get(id);
  }

  private isOver({ kind, data }: MailRow): boolean {
    const expiry = expiryOf(kind, data);
    return isMasked(kind, data) || (expiry !== undefined && expiry <= this.clock.now());
  }

  private dtoOf(row: MailRow, names: ReadonlyMap<string, string>): MailDto {
    const { data: _data, nextAttemptAt, sentAt, ...mail } = row;
    return {
      ...mail,
      mandateName: (row.mandateId !== null && names.get(row.mandateId)) || null,
      nextAttemptAt: row.state === 'queued' ? (nextAttemptAt?.toISOString() ?? null) : null,
      sentAt: sentAt?.toISOString() ?? null,
      canResend: (row.state === 'dead' || row.state === 'sent') && !this.isOver(row),
    };
  }
}

/** Pictures stand in the page itself: nothing is fetched to look at a mail. */
function viewOf({ subject, html, text, images }: RenderedMail): Pick<MailDetailDto, 'subject' | 'html' | 'text'> {
  const shown = images.reduce(
    (page, { cid, contentType, content }) =>
      page.replaceAll(`cid:${cid}`, `data:${contentType};base64,${content.toString('base64')}`),
    html,
  );
  return { subject, html: shown, text };
}
