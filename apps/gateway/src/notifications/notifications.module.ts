import { Module } from '@nestjs/common';
import { MandatesModule } from '../mandates/mandates.module.js';
import { RbacModule } from '../rbac/rbac.module.js';
import { NotificationEvents } from './notification-events.js';
import { NotificationsController } from './notifications.controller.js';
import { NotificationsFacade } from './notifications.facade.js';
import { NotificationsRepository } from './notifications.repository.js';
import { NotificationsService } from './notifications.service.js';

/** What people are told of in the app. It knows mandates and roles only, so that every other module may use it. */
@Module({
  imports: [MandatesModule, RbacModule],
  controllers: [NotificationsController],
  providers: [NotificationEvents, NotificationsFacade, NotificationsRepository, NotificationsService],
  exports: [NotificationsFacade],
})
export class NotificationsModule {}
