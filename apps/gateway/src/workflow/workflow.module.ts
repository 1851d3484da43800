import { Module } from '@nestjs/common';
import { AicoreModule } from '../aicore/aicore.module.js';
import { BillingModule } from '../billing/billing.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { MandatesModule } from '../mandates/mandates.module.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { RbacModule } from '../rbac/rbac.module.js';
import { AttemptService } from './attempt.service.js';
import { AutomationController } from './automation/automation.controller.js';
import { AUTOMATION_PROVIDERS } from './automation/automation-providers.js';
import { RUN_PROVIDERS } from './automation/run-providers.js';
import { RunsController } from './automation/runs.controller.js';
import { WebhookController } from './automation/webhook.controller.js';
import { CatalogController } from './catalog.controller.js';
import { CatalogService } from './catalog.service.js';
import { AnswerService } from './chat/answer.service.js';
import { ChatController } from './chat/chat.controller.js';
import { ChatRepository } from './chat/chat.repository.js';
import { ChatService } from './chat/chat.service.js';
import { MessagePrice } from './chat/message-price.js';
import { PlannerService } from './planner.service.js';
import { ProcessorService } from './processor.service.js';
import { QuoteService } from './quote.service.js';

/** Everything that makes AI calls. */
@Module({
  imports: [AicoreModule, BillingModule, IdentityModule, MandatesModule, NotificationsModule, RbacModule],
  controllers: [AutomationController, CatalogController, ChatController, RunsController, WebhookController],
  providers: [
    AnswerService,
    AttemptService,
    CatalogService,
    ChatRepository,
    ChatService,
    MessagePrice,
    PlannerService,
    ProcessorService,
    QuoteService,
    ...AUTOMATION_PROVIDERS,
    ...RUN_PROVIDERS,
  ],
  exports: [ProcessorService],
})
export class WorkflowModule {}
