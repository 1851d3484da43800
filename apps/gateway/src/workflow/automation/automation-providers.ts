import type { Provider } from '@nestjs/common';
import { AutomationAccessService } from './automation-access.service.js';
import { AutomationListingService } from './automation-listing.service.js';
import { AutomationModelsService } from './automation-models.service.js';
import { AutomationsRepository } from './automations.repository.js';
import { AutomationsService } from './automations.service.js';
import { EstimateService } from './estimate.service.js';
import { WebhookService } from './webhook.service.js';
import { WebhookThrottle } from './webhook-throttle.js';
import { WebhookToken } from './webhook-token.js';

/** Everything that writes and shows automations. */
export const AUTOMATION_PROVIDERS: readonly Provider[] = [
  AutomationAccessService,
  AutomationListingService,
  AutomationModelsService,
  AutomationsRepository,
  AutomationsService,
  EstimateService,
  WebhookService,
  WebhookThrottle,
  WebhookToken,
];
