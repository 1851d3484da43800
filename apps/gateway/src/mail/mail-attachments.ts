import { Injectable } from '@nestjs/common';
import type { Locale, MailData, MailKind } from '@nyla/contracts';

export interface MailAttachment {
  readonly filename: string;
  readonly contentType: string;
  readonly content: Buffer;
}

/** A mail about to be sent, as those see it who attach something. */
export interface MailToAttach<K extends MailKind = MailKind> {
  readonly id: string;
  readonly mandateId: string | null;
  readonly kind: K;
  readonly locale: Locale;
  readonly data: MailData[K];
}

export type AttachmentSource<K extends MailKind> = (mail: MailToAttach<K>) => Promise<readonly MailAttachment[]>;

/** What other modules attach to mails of a kind. It is made when the mail is sent, never kept with it. */
@Injectable()
export class MailAttachments {
  private readonly sources = new Map<MailKind, AttachmentSource<never>[]>();

  /** Call it when the module starts. */
  register<K extends MailKind>(kind: K, source: AttachmentSource<K>): void {
    this.sources.set(kind, [...(this.sources.get(kind) ?? []), source]);
  }

  async of(mail: MailToAttach): Promise<readonly MailAttachment[]> {
    const sources = this.sources.get(mail.kind) ?? [];
    const lists = await Promise.all(sources.map((source) => source(mail as never)));
    return lists.flat();
  }
}
