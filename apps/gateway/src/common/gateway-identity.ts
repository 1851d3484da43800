import { Injectable } from '@nestjs/common';
import { newId } from './ids.js';

/** Names this process among the gateways on one database: on its holds, its verifications and its heartbeat. */
@Injectable()
export class GatewayIdentity {
  readonly id = newId();
}
