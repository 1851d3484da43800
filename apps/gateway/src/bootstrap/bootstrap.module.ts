import { type DynamicModule, Global, Module } from '@nestjs/common';
import { AicoreModule } from '../aicore/aicore.module.js';
import { BillingModule } from '../billing/billing.module.js';
import { DemoAccess } from '../identity/demo-access.js';
import { IdentityModule } from '../identity/identity.module.js';
import { MandatesModule } from '../mandates/mandates.module.js';
import { RbacModule } from '../rbac/rbac.module.js';
import { BootstrapService } from './bootstrap.service.js';
import { DemoService } from './demo.service.js';
import { DemoHistoryService } from './demo-history.service.js';
import { DemoLogins } from './demo-logins.js';
import { OperatorsService } from './operators.service.js';
import { MemberLookup } from './takeover/member-lookup.js';
import { TakeoverService } from './takeover/takeover.service.js';

/** What a new installation starts with. Global because the login page offers the demo logins. */
@Global()
@Module({})
export class BootstrapModule {
  static forRoot({ demo }: { readonly demo: boolean }): DynamicModule {
    const access = demo ? [{ provide: DemoAccess, useClass: DemoLogins }] : [];
    return {
      module: BootstrapModule,
      imports: [AicoreModule, BillingModule, IdentityModule, MandatesModule, RbacModule],
      providers: [
        BootstrapService,
        OperatorsService,
        DemoService,
        DemoHistoryService,
        MemberLookup,
        TakeoverService,
        ...access,
      ],
      exports: access.map(({ provide }) => provide),
    };
  }
}
