import { Module } from '@nestjs/common';
import { Env } from '../config/env.js';
import { AicoreFacade } from './aicore.facade.js';
import { ConnectorRegistry } from './connector-registry.js';
import { createConnectors } from './create-connectors.js';
import { ModelSelectorService } from './model-selector.service.js';
import { PriceAdminController } from './price-admin.controller.js';
import { PriceAdminService } from './price-admin.service.js';
import { PriceListRepository } from './price-list.repository.js';
import { PriceListService } from './price-list.service.js';

/** Connectors, prices, and who may use which model. */
@Module({
  controllers: [PriceAdminController],
  providers: [
    {
      provide: ConnectorRegistry,
      inject: [Env],
      useFactory: (env: Env) => new ConnectorRegistry(createConnectors(env)),
    },
    PriceAdminService,
    PriceListRepository,
    PriceListService,
    ModelSelectorService,
    AicoreFacade,
  ],
  exports: [AicoreFacade],
})
export class AicoreModule {}
