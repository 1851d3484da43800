import { Module } from '@nestjs/common';
import { MandatesModule } from '../mandates/mandates.module.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { RbacModule } from '../rbac/rbac.module.js';
import { MailFacade } from './mail.facade.js';
import { MailAttachments } from './mail-attachments.js';
import { MailDeliveryService } from './mail-delivery.service.js';
import { MailQueueRepository } from './mail-queue.repository.js';
import { MailRetention } from './mail-retention.service.js';
import { MailSender } from './mail-sender.service.js';
import { MailTransport } from './mail-transport.service.js';
import { MailUnsubscribe } from './mail-unsubscribe.service.js';
import { MailsController } from './mails.controller.js';
import { MailsRepository } from './mails.repository.js';
import { MailsService } from './mails.service.js';
import { MailRenderingModule } from './rendering/mail-rendering.module.js';
import { TestMailRepository } from './test-mail.repository.js';
import { TestMailService } from './test-mail.service.js';

/** Sends the mails that other modules queue, and shows them to the operator. */
@Module({
  imports: [MailRenderingModule, MandatesModule, NotificationsModule, RbacModule],
  controllers: [MailsController],
  providers: [
    MailAttachments,
    MailDeliveryService,
    MailFacade,
    MailQueueRepository,
    MailRetention,
    MailSender,
    MailsRepository,
    MailsService,
    MailTransport,
    MailUnsubscribe,
    TestMailRepository,
    TestMailService,
  ],
  exports: [MailAttachments, MailFacade],
})
export class MailModule {}
