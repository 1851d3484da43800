import { Module } from '@nestjs/common';
import { MandatesModule } from '../mandates/mandates.module.js';
import { RbacModule } from '../rbac/rbac.module.js';
import { AuditController } from './audit.controller.js';
import { AuditRepository } from './audit.repository.js';
import { AuditService } from './audit.service.js';

/** Reads the trail of changes. Writing it is `common/audit`, beside each change. */
@Module({
  imports: [MandatesModule, RbacModule],
  controllers: [AuditController],
  providers: [AuditRepository, AuditService],
})
export class AuditModule {}
