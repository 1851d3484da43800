import { Module } from '@nestjs/common';
import { AicoreModule } from '../aicore/aicore.module.js';
import { MailModule } from '../mail/mail.module.js';
import { RbacModule } from '../rbac/rbac.module.js';
import { GatewaysRepository } from './gateways.repository.js';
import { HealthController } from './health.controller.js';
import { HealthAdminController } from './health-admin.controller.js';
import { HealthAdminService } from './health-admin.service.js';
import { HeartbeatService } from './heartbeat.service.js';

/** Whether this process lives, is ready to serve, and its figures; and how everything is that it depends on. */
@Module({
  imports: [AicoreModule, MailModule, RbacModule],
  controllers: [HealthController, HealthAdminController],
  providers: [GatewaysRepository, HealthAdminService, HeartbeatService],
})
export class HealthModule {}
