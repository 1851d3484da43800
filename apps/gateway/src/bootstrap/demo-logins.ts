import { Injectable } from '@nestjs/common';
import type { DemoAccess, DemoOptions } from '../identity/demo-access.js';

export const DEMO_PASSWORD = 'nyla-demo';

/** The people of the demo mandates who can sign in. */
export const DEMO_LOGINS = [
  { email: 'operator@nyla.local', displayName: 'Olivia Operator', role: 'operator' },
  { email: 'admin@muster.local', displayName: 'Anna Muster', role: 'admin' },
  { email: 'user@muster.local', displayName: 'Urs Muster', role: 'user' },
  { email: 'admin@beispiel.local', displayName: 'Bea Beispiel', role: 'admin' },
] as const;

/** Offers the demo logins on the login page. Bound in demo mode only. */
@Injectable()
export class DemoLogins implements DemoAccess {
  options(): DemoOptions {
    return { demo: true, demoLogins: DEMO_LOGINS.map((login) => ({ ...login })), demoPassword: DEMO_PASSWORD };
  }
}
