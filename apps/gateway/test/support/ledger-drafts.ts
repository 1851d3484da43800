import fc from 'fast-check';

/** A command before it is known which calls, accounts and bookings there are. */
export type Draft =
  | {
      readonly kind: 'reserve';
      readonly call: number;
      readonly units: number;
      readonly elsewhere: boolean;
      readonly changed: boolean;
      readonly budgets: readonly number[];
    }
  | { readonly kind: 'limit'; readonly budget: number; readonly units: number }
  | { readonly kind: 'settle'; readonly pick: number; readonly units: number }
  | { readonly kind: 'release' | 'renew'; readonly pick: number }
  | { readonly kind: 'lapse'; readonly pick: number; readonly swept: boolean }
  | { readonly kind: 'expire' }
  | {
      readonly kind: 'credit';
      readonly account: number;
      readonly units: number;
      readonly id: 'new' | 'booking' | 'call';
      readonly pick: number;
    }
  | { readonly kind: 'transfer'; readonly account: number; readonly units: number; readonly uneven: boolean }
  | { readonly kind: 'reverse'; readonly pick: number }
  | { readonly kind: 'suspend' | 'activate'; readonly account: number };

/** One command and the gateway that runs it; those of one batch run at the same time. */
export interface Step {
  readonly gateway: number;
  readonly draft: Draft;
}

export const CALLS = 6;
const ACCOUNTS = 4;
/** The last one is of another mandate than most accounts are. */
const BUDGETS = 4;
/** An odd number of nano-francs, so that a lost digit shows. */
export const UNIT = 1_000_000_007n;

const call = fc.nat(CALLS - 1);
const account = fc.nat(ACCOUNTS - 1);
const units = fc.nat(7);
const rarely = fc.nat(5).map((value) => value === 0);
const pick = fc.nat(20);
const budgets = fc.array(
  fc.oneof({ weight: 20, arbitrary: fc.nat(BUDGETS - 2) }, { weight: 1, arbitrary: fc.constant(BUDGETS - 1) }),
  { maxLength: 3 },
);

const draft: fc.Arbitrary<Draft> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('reserve' as const),
      call,
      units,
      elsewhere: rarely,
      changed: rarely,
      budgets,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('limit' as const), budget: fc.nat(BUDGETS - 1), units: fc.nat(30) }),
  },
  {
    weight: 7,
    arbitrary: fc.record({ kind: fc.constant('settle' as const), pick, units: fc.oneof(units, fc.nat(30)) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom('release' as const, 'release' as const, 'renew' as const), pick }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('lapse' as const), pick, swept: fc.boolean() }) },
  { weight: 5, arbitrary: fc.constant({ kind: 'expire' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('credit' as const),
      account,
      units,
      id: fc.constantFrom('new' as const, 'new' as const, 'booking' as const, 'call' as const),
      pick,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('transfer' as const), account, units, uneven: rarely }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('reverse' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('suspend' as const, 'activate' as const), account }) },
);

/** Batches of commands: those of one batch run at once on two gateways, one batch after the other. */
export const scenarios: fc.Arbitrary<Step[][]> = fc.array(
  fc.array(fc.record({ gateway: fc.nat(1), draft }), { minLength: 1, maxLength: 5 }),
  { minLength: 4, maxLength: 9 },
);
