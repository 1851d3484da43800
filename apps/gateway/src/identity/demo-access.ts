/** A login that the page offers as a button. */
export interface DemoLogin {
  readonly email: string;
  readonly displayName: string;
  readonly role: string;
}

export interface DemoOptions {
  readonly demo: boolean;
  readonly demoLogins: DemoLogin[];
  readonly demoPassword: string | null;
}

/**
 * What the login page may give away. Bound, by a global module, only where there is demo data; otherwise nothing is
 * given away.
 */
export abstract class DemoAccess {
  abstract options(): DemoOptions;
}

export const NO_DEMO: DemoOptions = { demo: false, demoLogins: [], demoPassword: null };
