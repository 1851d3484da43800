import { Injectable } from '@nestjs/common';
import type { Locale, MailData, MailKind } from '@nyla/contracts';
import { Env } from '../../config/env.js';

/** A picture inside a mail, which its HTML names as `cid:…`. */
export interface MailImage {
  readonly cid: string;
  readonly contentType: string;
  readonly content: Buffer;
}

export interface RenderedMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly images: readonly MailImage[];
}

/** Makes a mail of its kind and data. */
@Injectable()
export class MailRenderer {
  constructor(private readonly env: Env) {}

  async render<K extends MailKind>(kind: K, data: MailData[K], locale: Locale): Promise<RenderedMail> {
    const values: Readonly<Record<string, unknown>> = { ...data };
    const subject = typeof values['subject'] === 'string' ? values['subject'] : `Nyla: ${kind}`;
    const lines = Object.entries(values)
      .filter(([name]) => name !== 'subject')
      .map(([name, value]) => lineOf(name, value, this.env.PUBLIC_URL ?? ''));
    const paragraphs = lines.map((line) => `<p>${escaped(line)}</p>`).join('\n');
    const html = `<!doctype html>\n<html lang="${locale}"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head><body>${paragraphs}</body></html>`;
    return { subject, html, text: lines.join('\n\n'), images: [] };
  }
}

function lineOf(name: string, value: unknown, publicUrl: string): string {
  if (name === 'text') return String(value);
  if (name === 'path') return `${publicUrl}${String(value)}`;
  return `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
