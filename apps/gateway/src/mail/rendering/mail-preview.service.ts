import { Injectable } from '@nestjs/common';
import {
  DEFAULT_LOCALE,
  MAIL_KINDS,
  type MailKindsDto,
  type MailPreviewDto,
  type MailPreviewQuery,
} from '@nyla/contracts';
import { NotFoundError } from '../../common/errors/domain-error.js';
import { MailRenderer } from './mail-renderer.service.js';
import { mailSamples } from './mail-samples.js';

/** Renders samples of every kind. */
@Injectable()
export class MailPreviewService {
  constructor(private readonly renderer: MailRenderer) {}

  list(): MailKindsDto {
    return { items: [...MAIL_KINDS], nextCursor: null };
  }

  /** Pictures that come with the mail stand in its HTML, so that it can be shown by itself. @throws NotFoundError */
  async get(name: string, { locale = DEFAULT_LOCALE }: MailPreviewQuery): Promise<MailPreviewDto> {
    const kind = MAIL_KINDS.find((known) => known === name);
    if (kind === undefined) throw new NotFoundError();
    const { subject, html, text, images } = await this.renderer.render(kind, mailSamples(locale)[kind], locale);
    const shown = images.reduce(
      (before, { cid, contentType, content }) =>
        before.replaceAll(`cid:${cid}`, `data:${contentType};base64,${content.toString('base64')}`),
      html,
    );
    return { kind, locale, subject, html: shown, text };
  }
}
