const MINUTE_MS = 60_000;

/** After the first refusal, the second and so on; after the last of them it is given up. */
const AFTER_REFUSAL_MS = [1, 5, 30, 2 * 60, 6 * 60, 24 * 60].map((minutes) => minutes * MINUTE_MS);
/** While the server is not to be had; the last goes on for as long as that lasts. */
const AFTER_TROUBLE_MS = [1, 5, 30].map((minutes) => minutes * MINUTE_MS);
/** So that mails that failed together do not all come back together. */
const JITTER = 0.2;

/**
 * How long to wait after the server refused a mail for the time being, in milliseconds; undefined: no more.
 * @param refusals how often it did, this time included
 */
export function afterRefusal(refusals: number, random: number = Math.random()): number | undefined {
  const delay = AFTER_REFUSAL_MS[refusals - 1];
  return delay === undefined ? undefined : jittered(delay, random);
}

/** The same for trouble with the server itself. @param troubles how often there was some, this time included */
export function afterTrouble(troubles: number, random: number = Math.random()): number {
  const delay = AFTER_TROUBLE_MS[Math.min(troubles, AFTER_TROUBLE_MS.length) - 1] ?? MINUTE_MS;
  return jittered(delay, random);
}

function jittered(delayMs: number, random: number): number {
  return Math.round(delayMs * (1 - JITTER + 2 * JITTER * random));
}
