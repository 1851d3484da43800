import { Global, Module } from '@nestjs/common';
import { AuditTrail } from './audit/audit-trail.js';
import { Clock } from './clock.js';
import { RequestContext } from './context/request-context.js';
import { GatewayIdentity } from './gateway-identity.js';
import { MailOutbox } from './mail/mail-outbox.js';

/** What every module may use: the clock, the request's context, and the trail of what was changed. */
@Global()
@Module({
  providers: [AuditTrail, Clock, GatewayIdentity, MailOutbox, RequestContext],
  exports: [AuditTrail, Clock, GatewayIdentity, MailOutbox, RequestContext],
})
export class CommonModule {}
