import { BILLING_MODELS, type BillingModel } from '@nyla/contracts';
import fc from 'fast-check';

/** What a call that was swept tries in the end. */
export type Late = 'nothing' | 'release' | 'settle' | 'renew';

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
  | { readonly kind: 'lapse'; readonly pick: number; readonly swept: boolean; readonly late: Late }
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
  | { readonly kind: 'suspend' | 'activate'; readonly account: number }
  | { readonly kind: 'switch'; readonly to: BillingModel };

/** One command and the gateway that runs it; those of one batch run at the same time. */
export interface Step {
  readonly gateway: number;
  readonly draft: Draft;
}

/** The account of each call: few accounts with several calls, so that calls get into each other's way. */
export const ACCOUNT_OF_CALL: readonly number[] = [0, 1, 2, 3, 0, 1, 4, 5, 0, 0];
export const CALLS = ACCOUNT_OF_CALL.length;
/** The calls of the first account. */
const RUSHING = ACCOUNT_OF_CALL.flatMap((account, call) => (account === 0 ? [call] : []));
/** From this one on they are of the mandate whose billing model changes: its own, and a member's. */
export const SWITCHED_FROM = 4;
const ACCOUNTS = 6;
/** The last one is of another mandate than most accounts are. */
const BUDGETS = 4;
/** An odd number of nano-francs, so that a lost digit shows. */
export const UNIT = 1_000_000_007n;

const call = fc.nat(CALLS - 1);
const account = fc.nat(ACCOUNTS - 1);
const units = fc.nat(7);
const rarely = fc.nat(5).map((value) => value === 0);
const pick = fc.nat(20);
const late = fc.constantFrom<Late>('nothing', 'release', 'settle', 'renew');
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
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('lapse' as const), pick, swept: fc.boolean(), late }) },
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
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('switch' as const), to: fc.constantFrom(...BILLING_MODELS) }) },
);

const batch = fc.array(fc.record({ gateway: fc.nat(1), draft }), { minLength: 1, maxLength: 5 });

/** Calls on the same account through the same gateway: all but the first go to the database together. */
const rush = fc
  .record({ gateway: fc.nat(1), amounts: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 3, maxLength: 4 }) })
  .map(({ gateway, amounts }) =>
    amounts.map((units, index): Step => {
      const call = RUSHING[index] ?? 0;
      return { gateway, draft: { kind: 'reserve', call, units, elsewhere: false, changed: false, budgets: [] } };
    }),
  );

/** Batches of commands: those of one batch run at once on two gateways, one batch after the other. */
export const scenarios: fc.Arbitrary<Step[][]> = fc.array(
  fc.oneof({ weight: 7, arbitrary: batch }, { weight: 1, arbitrary: rush }),
  { minLength: 4, maxLength: 9 },
);
