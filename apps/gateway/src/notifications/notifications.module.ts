import { Module } from '@nestjs/common';
import { MandatesModule } from '../mandates/mandates.module.js';
import { RbacModule } from '../rbac/rbac.module.js';
import { MailPreferencesController } from './mail-preferences.controller.js';
import { MailPreferences } from './mail-preferences.facade.js';
import { MailPreferencesRepository } from './mail-preferences.repository.js';
import { MailPreferencesService } from './mail-preferences.service.js';
import { MailRefusalLinks } from './mail-refusal-links.js';
import { NotificationEvents } from './notification-events.js';
import { NotificationsController } from './notifications.controller.js';
import { NotificationsFacade } from './notifications.facade.js';
import { NotificationsRepository } from './notifications.repository.js';
import { NotificationsService } from './notifications.service.js';

/** What people are told of in the app, and which mails they want. It knows mandates and roles only, so that every other module may use it. */
@Module({
  imports: [MandatesModule, RbacModule],
  controllers: [MailPreferencesController, NotificationsController],
  providers: [
    MailPreferences,
    MailPreferencesRepository,
    MailPreferencesService,
    MailRefusalLinks,
    NotificationEvents,
    NotificationsFacade,
    NotificationsRepository,
    NotificationsService,
  ],
  exports: [MailPreferences, NotificationsFacade],
})
export class NotificationsModule {}
