import { Module } from '@nestjs/common';
import { AicoreModule } from '../aicore/aicore.module.js';
import { BillingModule } from '../billing/billing.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { MandatesModule } from '../mandates/mandates.module.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { RbacModule } from '../rbac/rbac.module.js';
import { AccessEvents } from './access-events.js';
import { CreditMails } from './credit-mails.service.js';
import { CreditNews } from './credit-news.service.js';
import { HelpersService } from './helpers.service.js';
import { NoticesController } from './notices.controller.js';
import { NoticesService } from './notices.service.js';
import { NoticesWatch } from './notices-watch.service.js';
import { OnboardingRepository } from './onboarding.repository.js';
import { OnboardingService } from './onboarding.service.js';
import { WishBook } from './wish-book.service.js';
import { WishWatch } from './wish-watch.service.js';
import { WishesRepository } from './wishes.repository.js';
import { WishesService } from './wishes.service.js';

/** What members ask their admins for, and the first steps of a new mandate. */
@Module({
  imports: [AicoreModule, BillingModule, IdentityModule, MandatesModule, NotificationsModule, RbacModule],
  controllers: [NoticesController],
  providers: [
    AccessEvents,
    CreditMails,
    CreditNews,
    HelpersService,
    NoticesService,
    NoticesWatch,
    OnboardingRepository,
    OnboardingService,
    WishBook,
    WishWatch,
    WishesRepository,
    WishesService,
  ],
})
export class NoticesModule {}
