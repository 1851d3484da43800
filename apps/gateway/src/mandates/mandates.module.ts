import { Module } from '@nestjs/common';
import { MandateRepository } from './mandate.repository.js';
import { MandatesFacade } from './mandates.facade.js';

/** Tenants and memberships. Depends on no other feature module. */
@Module({ providers: [MandateRepository, MandatesFacade], exports: [MandatesFacade] })
export class MandatesModule {}
