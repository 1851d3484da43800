import { type DynamicModule, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { ClsModule } from 'nestjs-cls';
import { LoggerModule } from 'nestjs-pino';
import { AicoreModule } from './aicore/aicore.module.js';
import { AuditModule } from './audit/audit.module.js';
import { BillingModule } from './billing/billing.module.js';
import { BootstrapModule } from './bootstrap/bootstrap.module.js';
import { CommonModule } from './common/common.module.js';
import { requestIdOf } from './common/http/request-id.js';
import { ConfigModule } from './config/config.module.js';
import type { Env } from './config/env.js';
import { DatabaseModule, type DatabaseUrls } from './database/database.module.js';
import { HealthModule } from './health/health.module.js';
import { IdentityModule } from './identity/identity.module.js';
import { createLoggerOptions } from './logger-options.js';
import { MailModule } from './mail/mail.module.js';
import { MandatesModule } from './mandates/mandates.module.js';
import { NoticesModule } from './notices/notices.module.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { RbacModule } from './rbac/rbac.module.js';
import { WorkflowModule } from './workflow/workflow.module.js';

export interface GatewaySettings {
  readonly env: Env;
  readonly databases: DatabaseUrls;
  /** Make the demo mandates on the first start. */
  readonly demo: boolean;
  /** False for an operator's command, which does what it was called for and nothing beside it. */
  readonly serves?: boolean;
}

/** The whole gateway. Identity stands before rbac: its guard must have run when permissions are checked. */
@Module({})
export class AppModule {
  static forRoot({ env, databases, demo, serves = true }: GatewaySettings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(env),
        LoggerModule.forRoot(createLoggerOptions(env.LOG_LEVEL)),
        ClsModule.forRoot({ global: true, middleware: { mount: true, generateId: true, idGenerator: requestIdOf } }),
        ScheduleModule.forRoot({ cronJobs: serves, intervals: serves, timeouts: serves }),
        CommonModule,
        DatabaseModule.forRoot(databases),
        MandatesModule,
        IdentityModule,
        RbacModule,
        NotificationsModule,
        MailModule,
        AicoreModule,
        BillingModule,
        AuditModule,
        WorkflowModule,
        NoticesModule,
        BootstrapModule.forRoot({ demo }),
        HealthModule,
      ],
    };
  }
}
