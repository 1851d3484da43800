import path from 'node:path';
import { Injectable } from '@nestjs/common';
import type { MailDelivery } from '@nyla/contracts';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { Env } from '../config/env.js';
import { mailFileName, writeMailFile } from './mail-file.js';

const CONNECT_MS = 15_000;
const SILENCE_MS = 30_000;
const CONNECTIONS = 4;
const IDLE_MS = 15_000;
const DEFAULT_FROM = 'Nyla <nyla@localhost.localdomain>';

/** What names a mail's file. */
export interface MailLabel {
  readonly id: string;
  readonly kind: string;
  readonly createdAt: Date;
  readonly resent: number;
}

/** Hands messages to the mail server, or writes them to files where none is set. */
@Injectable()
export class MailTransport {
  readonly from: string;
  readonly delivery: MailDelivery;
  private readonly folder: string;
  private readonly smtp: ReturnType<typeof smtpTransport> | undefined;

  constructor({ SMTP_URL, MAIL_FROM, NYLA_DATA_DIR }: Env) {
    this.from = MAIL_FROM ?? DEFAULT_FROM;
    this.delivery = SMTP_URL ? 'smtp' : 'files';
    this.folder = path.join(NYLA_DATA_DIR, 'outbox');
    this.smtp = SMTP_URL ? smtpTransport(SMTP_URL) : undefined;
  }

  /** Resolves when the server has taken it over. @throws what `failureOf` reads */
  async send(message: SendMailOptions, label: MailLabel, signal: AbortSignal): Promise<void> {
    if (this.smtp) {
      await this.smtp.sendMail({ ...message, signal });
      return;
    }
    const composed = await createTransport({ streamTransport: true, buffer: true, newline: 'windows' }).sendMail(
      message,
    );
    const name = mailFileName(label.createdAt, label.kind, label.id, label.resent);
    await writeMailFile(this.folder, name, composed.message as Buffer);
  }

  close(): void {
    this.smtp?.close();
  }
}

/**
 * TLS as the address says. The pool puts nothing back in its queue by itself: whether a mail may go out once more is
 * decided by its row, never in memory. Nothing is logged: what goes over the wire holds the password and people's mail.
 */
function smtpTransport(url: string) {
  return createTransport({
    url,
    pool: true,
    maxConnections: CONNECTIONS,
    maxRequeues: 0,
    idleTimeout: IDLE_MS,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    logger: false,
    debug: false,
    transactionLog: false,
  });
}
