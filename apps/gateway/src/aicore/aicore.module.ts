import { Module } from '@nestjs/common';
import { Env } from '../config/env.js';
import { IdentityModule } from '../identity/identity.module.js';
import { AicoreFacade } from './aicore.facade.js';
import { ConnectorHealthRecorder } from './connector-health/connector-health.recorder.js';
import { ConnectorHealthRepository } from './connector-health/connector-health.repository.js';
import { ConnectorHealthService } from './connector-health/connector-health.service.js';
import { ConnectorRegistry } from './connector-registry.js';
import { createConnectors } from './create-connectors.js';
import { ModelSelectorService } from './model-selector.service.js';
import { PriceAdminController } from './price-admin.controller.js';
import { PriceAdminService } from './price-admin.service.js';
import { FxAdminService } from './price-admin-fx.service.js';
import { PriceChangesService } from './price-changes.service.js';
import { PriceListRepository } from './price-list.repository.js';
import { PriceListService } from './price-list.service.js';

/** Connectors, prices, and who may use which model. */
@Module({
  imports: [IdentityModule],
  controllers: [PriceAdminController],
  providers: [
    {
      provide: ConnectorRegistry,
      inject: [Env],
      useFactory: (env: Env) => new ConnectorRegistry(createConnectors(env)),
    },
    ConnectorHealthRecorder,
    ConnectorHealthRepository,
    ConnectorHealthService,
    FxAdminService,
    PriceAdminService,
    PriceChangesService,
    PriceListRepository,
    PriceListService,
    ModelSelectorService,
    AicoreFacade,
  ],
  exports: [AicoreFacade],
})
export class AicoreModule {}
