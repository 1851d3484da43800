import { Injectable } from '@nestjs/common';
import type { Locale, MailData, MailKind } from '@nyla/contracts';
import { render } from '@react-email/render';
import { mailLayout } from './layout/mail-layout.js';
import { LetterWriter, oneLine } from './letter-writer.js';
import { writeLetter } from './letters/letters.js';
import { MailLinks } from './mail-links.js';
import { type MailImage, reportImages } from './report-images.js';
import { textOf } from './text-of.js';

export interface RenderedMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly images: MailImage[];
}

/** Longer subjects are cut off by mail programs in any case. */
const SUBJECT_MAX_LENGTH = 150;
/** Comments with which React finds its way in a browser. What people write is escaped and cannot look like one. */
const REACT_MARKS = /<!--(?: |\/?\$|html|head|body)-->/g;

/** Makes a mail of its data: the same letter as HTML and as plain text, in the reader's language. */
@Injectable()
export class MailRenderer {
  constructor(private readonly links: MailLinks) {}

  async render<K extends MailKind>(kind: K, data: MailData[K], locale: Locale): Promise<RenderedMail> {
    const writer = new LetterWriter(locale);
    const letter = writeLetter(kind, data, writer);
    const images = kind === 'monthly_report' ? await reportImages(data as MailData['monthly_report'], locale) : [];
    const subject = oneLine(letter.subject, SUBJECT_MAX_LENGTH);
    const shown = {
      ...letter,
      subject,
      blocks: letter.blocks.filter(
        (block) => block.kind !== 'picture' || images.some((image) => image.cid === block.cid),
      ),
    };
    const html = await render(mailLayout({ letter: shown, texts: writer.texts, locale, links: this.links }));
    return { subject, html: html.replace(REACT_MARKS, ''), text: textOf(shown, writer, this.links), images };
  }
}
