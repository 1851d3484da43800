import { Module } from '@nestjs/common';
import { MailLinks } from './mail-links.js';
import { MailPreviewController } from './mail-preview.controller.js';
import { MailPreviewService } from './mail-preview.service.js';
import { MailRenderer } from './mail-renderer.service.js';

/** What mails say, and a look at them. */
@Module({
  controllers: [MailPreviewController],
  providers: [MailLinks, MailRenderer, MailPreviewService],
  exports: [MailLinks, MailRenderer],
})
export class MailRenderingModule {}
