import { Module } from '@nestjs/common';
import { AicoreModule } from '../aicore/aicore.module.js';
import { BillingModule } from '../billing/billing.module.js';
import { RbacModule } from '../rbac/rbac.module.js';
import { AttemptService } from './attempt.service.js';
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
  imports: [AicoreModule, BillingModule, RbacModule],
  controllers: [CatalogController, ChatController],
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
  ],
  exports: [ProcessorService],
})
export class WorkflowModule {}
