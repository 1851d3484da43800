import { Injectable, Optional } from '@nestjs/common';
import { DemoAccess, type DemoOptions, NO_DEMO } from '../demo-access.js';

/** What the login page may give away: nothing, unless demo access is bound. */
@Injectable()
export class DemoService {
  constructor(@Optional() private readonly access?: DemoAccess) {}

  options(): DemoOptions {
    return this.access?.options() ?? NO_DEMO;
  }
}
