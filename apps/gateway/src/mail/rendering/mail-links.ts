import { Injectable } from '@nestjs/common';
import { Env } from '../../config/env.js';

/** The only addresses to which mails lead: pages of this installation. */
@Injectable()
export class MailLinks {
  /** Never from a request: whoever sends one chooses its Host header. */
  readonly home: string;

  constructor(env: Env) {
    this.home = new URL('/', env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).href;
  }

  /** A path of ours as an address; what leads elsewhere leads to the start page. */
  to(path: string): string {
    const address = URL.canParse(path, this.home) ? new URL(path, this.home) : undefined;
    return address && address.origin === new URL(this.home).origin ? address.href : this.home;
  }
}
