import { seededRandom } from '../common/seeded-random.js';

export const BLOWS = ['kill-gateway', 'kill-postgres', 'pause-gateway', 'cut-provider'] as const;
export type BlowKind = (typeof BLOWS)[number];

/** Something bad that happens during a round. */
export interface Blow {
  /** From the beginning of the round. */
  readonly atMs: number;
  readonly kind: BlowKind;
  /** The gateway that it meets, if it meets one. */
  readonly gateway: 0 | 1;
  /** How long the process stays dead or stands still. */
  readonly forMs: number;
}

/** How often each kind comes, of a hundred. */
const WEIGHTS: Readonly<Record<BlowKind, number>> = {
  'kill-gateway': 40,
  'kill-postgres': 25,
  'pause-gateway': 15,
  'cut-provider': 20,
};
const FEWEST = 3;
const MOST = 5;
/** No blow before the load has begun, nor when it is over. */
const FIRST_SHARE = 0.15;
const LAST_SHARE = 0.95;
const DEAD_MAX_MS = 1_500;

export interface PlanOptions {
  readonly seed: number;
  readonly roundMs: number;
  readonly holdTtlMs: number;
}

/** The blows of a round, in the order of their time: the same ones for the same seed. At least one is a kill. */
export function planBlows({ seed, roundMs, holdTtlMs }: PlanOptions): Blow[] {
  const random = seededRandom(seed);
  const count = FEWEST + Math.floor(random() * (MOST - FEWEST + 1));
  const blows = Array.from({ length: count }, (_, index): Blow => {
    const kind = index === 0 ? firstKind(random()) : kindAt(random() * 100);
    const atMs = Math.round(roundMs * (FIRST_SHARE + random() * (LAST_SHARE - FIRST_SHARE)));
    const gateway = random() < 0.5 ? 0 : 1;
    return { atMs, kind, gateway, forMs: lengthOf(kind, random(), holdTtlMs) };
  });
  return blows.sort((a, b) => a.atMs - b.atMs);
}

function firstKind(share: number): BlowKind {
  return share < 0.6 ? 'kill-gateway' : 'kill-postgres';
}

function kindAt(place: number): BlowKind {
  let upTo = 0;
  return BLOWS.find((kind) => place < (upTo += WEIGHTS[kind])) ?? 'cut-provider';
}

/** A pause is longer than holds live, so that a call wakes up without its own. */
function lengthOf(kind: BlowKind, share: number, holdTtlMs: number): number {
  if (kind === 'cut-provider') return 0;
  if (kind === 'pause-gateway') return Math.round(holdTtlMs * (1.2 + share * 2));
  return Math.round(share * DEAD_MAX_MS);
}
