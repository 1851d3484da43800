import { Secret, TOTP } from 'otpauth';

const PERIOD_SECONDS = 30;
const SECRET_BYTES = 20;
/** Clocks differ, and typing takes time: the step before and the step after count, too. */
const WINDOW = 1;
const CODE = /^\d{6}$/;
const ISSUER = 'Nyla';

/** 160 random bits, as RFC 4226 wants them. */
export function newTotpSecret(): Uint8Array {
  return new Secret({ size: SECRET_BYTES }).bytes;
}

/** What the person types, or scans, into the authenticator app. */
export function totpSetup(secret: Uint8Array, account: string): { secret: string; uri: string } {
  const totp = totpOf(secret, account);
  return { secret: totp.secret.base32, uri: totp.toString() };
}

/** Whether this is how an authenticator's code looks, apart from the spaces that apps show in it. */
export function isTotpCode(text: string): boolean {
  return CODE.test(withoutSpaces(text));
}

/** The time step that a code stands for; null when it is wrong. */
export function totpStep(secret: Uint8Array, code: string, now: Date): number | null {
  const timestamp = now.getTime();
  const delta = totpOf(secret).validate({ token: withoutSpaces(code), timestamp, window: WINDOW });
  return delta === null ? null : Math.floor(timestamp / 1000 / PERIOD_SECONDS) + delta;
}

function totpOf(secret: Uint8Array, label = ''): TOTP {
  return new TOTP({
    issuer: ISSUER,
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD_SECONDS,
    secret: new Secret({ buffer: new Uint8Array(secret).buffer }),
  });
}

function withoutSpaces(text: string): string {
  return text.replace(/\s/g, '');
}
