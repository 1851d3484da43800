import type { BillingModel } from '@nyla/contracts';
import type { Nano } from '@nyla/money';

export interface PostingCommand {
  readonly id: string;
  readonly account: string;
  readonly type: 'credit' | 'adjustment' | 'transfer';
  readonly amount: Nano;
  readonly reversalOf: string | null;
}

/** What may be asked of the ledger, or done to it from outside. */
export type Command =
  | {
      readonly kind: 'reserve';
      readonly call: string;
      readonly account: string;
      readonly amount: Nano;
      readonly model: string;
      readonly budgets: readonly string[];
    }
  | { readonly kind: 'limit'; readonly budget: string; readonly amount: Nano }
  | { readonly kind: 'settle'; readonly call: string; readonly cost: Nano }
  | { readonly kind: 'release' | 'renew' | 'lapse'; readonly call: string }
  | { readonly kind: 'expire' }
  | { readonly kind: 'post'; readonly postings: readonly PostingCommand[] }
  | { readonly kind: 'suspend' | 'activate'; readonly account: string }
  | { readonly kind: 'switch'; readonly to: BillingModel };

interface AccountState {
  readonly mandate: string;
  readonly active: boolean;
  readonly balance: Nano;
  readonly held: Nano;
  /** Null: no limit. */
  readonly limit: Nano | null;
  readonly seq: number;
}

interface BudgetState {
  readonly mandate: string;
  readonly limit: Nano;
  readonly used: Nano;
  readonly held: Nano;
}

interface HoldState {
  readonly account: string;
  readonly amount: Nano;
  readonly budgets: readonly string[];
  /** Of each budget, also where the account holds nothing. */
  readonly asked: Nano;
  readonly model: string;
  /** `lapsed`: past its time, not swept yet. */
  readonly status: 'open' | 'lapsed' | 'expired';
}

interface BookingState {
  readonly account: string;
  readonly type: string;
  readonly model: string | null;
  readonly seq: number;
  readonly amount: Nano;
  readonly after: Nano;
  readonly shortfall: Nano;
  readonly late: boolean;
  readonly budgets: readonly string[];
  readonly reversed: boolean;
}

/** A mandate whose billing model changes. */
interface SwitchedMandate {
  readonly own: string;
  readonly members: readonly string[];
  readonly billingModel: BillingModel;
  /** Under POSTPAY. */
  readonly creditLimit: Nano;
}

/** Bookings of a switch have ids that nobody knows before; these stand for them. */
const SWITCH = 'switch';

/**
 * What the ledger should do, one command after the other, in a few lines of arithmetic. Answers are texts, so that
 * they compare and print.
 */
export class LedgerModel {
  private constructor(
    private readonly accounts: Map<string, AccountState>,
    private readonly holds: Map<string, HoldState>,
    private readonly bookings: Map<string, BookingState>,
    private readonly budgets: Map<string, BudgetState>,
    private switched?: SwitchedMandate,
  ) {}

  static empty(): LedgerModel {
    return new LedgerModel(new Map(), new Map(), new Map(), new Map());
  }

  copy(): LedgerModel {
    const { accounts, holds, bookings, budgets, switched } = this;
    return new LedgerModel(new Map(accounts), new Map(holds), new Map(bookings), new Map(budgets), switched);
  }

  open(account: string, mandate: string, limit: Nano | null): void {
    this.accounts.set(account, { mandate, active: true, balance: 0n, held: 0n, limit, seq: 0 });
  }

  openBudget(budget: string, mandate: string, limit: Nano): void {
    this.budgets.set(budget, { mandate, limit, used: 0n, held: 0n });
  }

  openSwitched(mandate: SwitchedMandate): void {
    this.switched = mandate;
  }

  bookingIds(): string[] {
    return [...this.bookings.keys()].filter((id) => !id.startsWith(SWITCH));
  }

  /** Calls with a hold, open or expired. */
  holdIds(): string[] {
    return [...this.holds.keys()];
  }

  /** The amount that undoes a booking, and its account. */
  reversalOf(id: string): { account: string; amount: Nano } {
    const { account, amount } = found(this.bookings, id);
    return { account, amount: -amount };
  }

  lapsedCalls(): string[] {
    return [...this.holds].filter(([, hold]) => hold.status === 'lapsed').map(([id]) => id);
  }

  /**
   * @param expired what the sweeper said that it ended: it skips what others are at work on, so that only it knows.
   * @returns the answer that the ledger should have given.
   */
  apply(command: Command, expired: readonly string[]): string {
    switch (command.kind) {
      case 'reserve':
        return this.reserve(command);
      case 'limit':
        this.changeBudget(command.budget, { limit: command.amount });
        return 'done';
      case 'settle':
        return this.settle(command.call, command.cost);
      case 'release':
        return this.release(command.call);
      case 'renew':
        return String(this.touch(command.call, 'open'));
      case 'lapse':
        this.touch(command.call, 'lapsed');
        return 'done';
      case 'expire':
        return this.expire(expired);
      case 'post':
        return this.post(command.postings);
      case 'switch':
        return this.switchTo(command.to);
      default:
        this.change(command.account, { active: command.kind === 'activate' });
        return 'done';
    }
  }

  /** Everything that can be seen from outside, one line each, sorted. */
  describe(): string[] {
    return [
      ...[...this.accounts].map(
        ([id, { active, balance, held, seq, limit }]) =>
          `account ${id} ${active ? 'active' : 'suspended'} ${balance} ${held} ${seq} ${limit ?? '-'}`,
      ),
      ...[...this.budgets].map(([id, { limit, used, held }]) => `budget ${id} ${limit} ${used} ${held}`),
      ...[...this.holds].map(
        ([id, { account, amount, status, budgets, asked }]) =>
          `hold ${id} ${account} ${status} ${namesOf(budgets)} ${amount} ${budgets.length > 0 ? asked : '-'}`,
      ),
      ...[...this.bookings].map(
        ([id, { account, type, seq, amount, after, shortfall, late, budgets }]) =>
          `booking ${id} ${account} ${type} ${seq} ${namesOf(budgets)} ${amount} ${after} ${shortfall} ${late}`,
      ),
    ].sort();
  }

  private reserve({ call, account, amount, model, budgets }: Extract<Command, { kind: 'reserve' }>): string {
    const { active, limit } = found(this.accounts, account);
    const hold = this.holds.get(call);
    const booking = this.bookings.get(call);
    if (booking) {
      const isSame = booking.type === 'debit' && booking.account === account && booking.model === model;
      return isSame ? 'granted' : 'conflict';
    }
    if (hold) {
      const isSame = hold.account === account && hold.model === model && (limit === null || hold.amount === amount);
      return isSame ? 'granted' : 'conflict';
    }
    if (!active) return 'suspended';
    const free = this.free(account);
    if (free !== null && free < amount) return `insufficient ${free}`;
    const named = [...new Set(budgets)];
    for (const budget of named) {
      const refusal = this.refusalOf(budget, account, amount);
      if (refusal) return refusal;
    }
    const held = limit === null ? 0n : amount;
    this.holds.set(call, { account, amount: held, budgets: named, asked: amount, model, status: 'open' });
    this.hold(account, held);
    this.holdBudgets(named, amount);
    return 'granted';
  }

  private refusalOf(budget: string, account: string, amount: Nano): string | undefined {
    const state = this.budgets.get(budget);
    if (!state || state.mandate !== found(this.accounts, account).mandate) return 'unknown_budget';
    const { limit, used, held } = state;
    return used + held + amount > limit ? `budget_exceeded ${budget} ${limit} ${used} ${held}` : undefined;
  }

  private settle(call: string, cost: Nano): string {
    const earlier = this.bookings.get(call);
    if (earlier?.type === 'debit') return `repeated ${answerOf(earlier)}`;
    const hold = this.holds.get(call);
    if (!hold) return 'unknown_hold';
    this.endHold(call);
    const free = this.free(hold.account);
    const charged = free === null || free > cost ? cost : free;
    for (const budget of hold.budgets) {
      this.changeBudget(budget, { used: found(this.budgets, budget).used + charged });
    }
    const booking = this.book(call, hold.account, -charged, {
      type: 'debit',
      model: hold.model,
      shortfall: cost - charged,
      late: hold.status === 'expired',
      budgets: hold.budgets,
    });
    return `booked ${answerOf(booking)}`;
  }

  private release(call: string): string {
    this.endHold(call);
    return 'done';
  }

  private touch(call: string, status: 'open' | 'lapsed'): boolean {
    const hold = this.holds.get(call);
    if (!hold || hold.status === 'expired') return false;
    this.holds.set(call, { ...hold, status });
    return true;
  }

  private expire(calls: readonly string[]): string {
    const due = this.lapsedCalls();
    for (const call of calls) {
      if (!due.includes(call)) return `not due: ${call}`;
      const hold = found(this.holds, call);
      this.hold(hold.account, -hold.amount);
      this.holdBudgets(hold.budgets, -hold.asked);
      this.holds.set(call, { ...hold, status: 'expired' });
    }
    return [...calls].sort().join(' ');
  }

  private post(postings: readonly PostingCommand[]): string {
    const trial = this.copy();
    if (!postings.every((posting) => trial.postOne(posting))) return 'refused';
    const transferred = postings
      .filter(({ type }) => type === 'transfer')
      .reduce((sum, { amount }) => sum + amount, 0n);
    if (transferred !== 0n) return 'refused';
    for (const posting of postings) this.postOne(posting);
    return 'posted';
  }

  private postOne({ id, account, type, amount, reversalOf }: PostingCommand): boolean {
    if (this.bookings.has(id) || this.holds.has(id)) return false;
    if (reversalOf !== null) {
      const reversed = this.bookings.get(reversalOf);
      if (!reversed || reversed.reversed) return false;
      this.bookings.set(reversalOf, { ...reversed, reversed: true });
    }
    this.book(id, account, amount, { type, model: null, shortfall: 0n, late: false, budgets: [] });
    const free = this.free(account);
    return free === null || free >= 0n;
  }

  /** All of it or nothing: what members have goes to the mandate, whose account gets the limit of the new model. */
  private switchTo(to: BillingModel): string {
    if (!this.switched) throw new Error('no mandate is switched');
    const { own, members, billingModel: from, creditLimit } = this.switched;
    if (to === from) return 'switched';
    const trial = this.copy();
    const limit = to === 'UNLIMITED' ? null : to === 'POSTPAY' ? creditLimit : 0n;
    const waiting = { PREPAY_USER: members, UNLIMITED: [own], PREPAY_MANDATE: [], POSTPAY: [] }[from];
    if (this.callsOf(waiting) > 0) return `refused calls_in_flight ${this.callsOf(waiting)}`;
    for (const member of from === 'PREPAY_USER' ? members : []) trial.collect(member, own);
    const { balance, held } = found(trial.accounts, own);
    if (limit !== null && balance - held + limit < 0n) {
      return `refused ${balance + limit < 0n ? 'balance_too_low' : 'calls_in_flight'} ${this.callsOf([own])}`;
    }
    for (const member of from === 'PREPAY_USER' ? members : []) this.collect(member, own);
    this.change(own, { limit });
    this.switched = { ...this.switched, billingModel: to };
    return 'switched';
  }

  private callsOf(accounts: readonly string[]): number {
    return [...this.holds.values()].filter(({ account, status }) => status !== 'expired' && accounts.includes(account))
      .length;
  }

  private collect(member: string, own: string): void {
    const { balance } = found(this.accounts, member);
    if (balance === 0n) return;
    for (const [account, amount] of [[member, -balance] as const, [own, balance] as const]) {
      const id = `${SWITCH}:${account}:${found(this.accounts, account).seq + 1}`;
      this.book(id, account, amount, { type: 'transfer', model: null, shortfall: 0n, late: false, budgets: [] });
    }
  }

  private book(
    id: string,
    account: string,
    amount: Nano,
    rest: Pick<BookingState, 'type' | 'model' | 'shortfall' | 'late' | 'budgets'>,
  ): BookingState {
    const { balance, seq } = found(this.accounts, account);
    const booking = { account, amount, after: balance + amount, seq: seq + 1, reversed: false, ...rest };
    this.bookings.set(id, booking);
    this.change(account, { balance: booking.after, seq: booking.seq });
    return booking;
  }

  private endHold(call: string): void {
    const hold = this.holds.get(call);
    if (!hold) return;
    if (hold.status !== 'expired') {
      this.hold(hold.account, -hold.amount);
      this.holdBudgets(hold.budgets, -hold.asked);
    }
    this.holds.delete(call);
  }

  private hold(account: string, amount: Nano): void {
    this.change(account, { held: found(this.accounts, account).held + amount });
  }

  private holdBudgets(budgets: readonly string[], amount: Nano): void {
    for (const budget of budgets) this.changeBudget(budget, { held: found(this.budgets, budget).held + amount });
  }

  private changeBudget(budget: string, changes: Partial<BudgetState>): void {
    this.budgets.set(budget, { ...found(this.budgets, budget), ...changes });
  }

  private free(account: string): Nano | null {
    const { balance, held, limit } = found(this.accounts, account);
    return limit === null ? null : balance - held + limit;
  }

  private change(account: string, changes: Partial<AccountState>): void {
    this.accounts.set(account, { ...found(this.accounts, account), ...changes });
  }
}

/** Budgets as one word. */
function namesOf(budgets: readonly string[]): string {
  return budgets.join(',') || '-';
}

function answerOf({ seq, amount, after, shortfall }: BookingState): string {
  return `${seq} ${amount} ${after} ${shortfall}`;
}

function found<T>(map: ReadonlyMap<string, T>, id: string): T {
  const value = map.get(id);
  if (value === undefined) throw new Error(`the model knows no ${id}`);
  return value;
}
