import { Module } from '@nestjs/common';
import { MailAttachments } from './mail-attachments.js';
import { MailDeliveryService } from './mail-delivery.service.js';
import { MailQueueRepository } from './mail-queue.repository.js';
import { MailSender } from './mail-sender.service.js';
import { MailTransport } from './mail-transport.service.js';
import { MailRenderer } from './rendering/mail-renderer.service.js';

/** Sends the mails that other modules queue, and shows them to the operator. */
@Module({
  providers: [MailAttachments, MailDeliveryService, MailQueueRepository, MailRenderer, MailSender, MailTransport],
  exports: [MailAttachments],
})
export class MailModule {}
