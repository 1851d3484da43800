import type { SwitchRefusedDetails } from '@nyla/contracts';
import { parseChf, toChf } from '@nyla/money';
import type { Posting, ReserveResult } from '../../src/billing/ledger/ledger.types.js';
import { postgresErrorOf } from '../../src/common/errors/database-error.js';
import { DomainError } from '../../src/common/errors/domain-error.js';
import { newId } from '../../src/common/ids.js';
import { ACCOUNT_OF_CALL, CALLS, type Draft, type Step, SWITCHED_FROM, UNIT } from './ledger-drafts.js';
import { creditOf, type LedgerGateway, purposeOf, receiptOf, settlementOf } from './ledger-gateways.js';
import { brokenInvariants } from './ledger-invariants.js';
import { type Command, LedgerModel, type PostingCommand } from './ledger-model.js';
import { brokenWarnings } from './ledger-warnings.js';

const WARN_UNITS = 5n;
/** A settlement finds its account by its hold; the account only chooses the lane. */
const ANY_LANE = '0';

/** A command and the gateway that runs it. */
interface Assignment {
  readonly gateway: number;
  readonly command: Command;
}

interface Observation {
  readonly command: Command;
  readonly answer: string;
  readonly expired: readonly string[];
}

/** Runs scenarios on real gateways and beside them on the model; throws at the first disagreement. */
export class LedgerScenario {
  private model = LedgerModel.empty();
  private readonly accounts: string[] = [];
  private readonly budgets: string[] = [];
  private switchedMandate = '';
  private readonly calls = Array.from({ length: CALLS }, () => newId());

  private constructor(private readonly gateways: readonly LedgerGateway[]) {}

  static async run(gateways: readonly LedgerGateway[], batches: readonly (readonly Step[])[]): Promise<void> {
    const scenario = new LedgerScenario(gateways);
    const fallbacks = scenario.fallbacks;
    await scenario.begin();
    for (const batch of batches) await scenario.play(batch);
    // Repeated one by one even a batch that grants too much comes right: what falls back hides a fault.
    if (scenario.fallbacks > fallbacks) throw new Error('a batch failed as a whole');
  }

  private async play(batch: readonly Step[]): Promise<void> {
    // One id as a call's and as a posting's at the same moment is not for the ledger to order: ids are made once.
    if (batch.some(({ draft }) => draft.kind === 'credit' && draft.id === 'call')) {
      for (const step of batch) await this.check([this.assign(step)]);
      return;
    }
    const assignments = batch.map((step) => this.assign(step));
    await this.check(assignments);
    if (!batch.some(({ draft }) => draft.kind === 'lapse' && draft.swept)) return;
    await this.check([{ gateway: 0, command: { kind: 'expire' } }]);
    // The calls that were swept are not over for those who made them.
    const late = batch.flatMap(({ gateway, draft }, index) => {
      const { command } = at(assignments, index);
      if (draft.kind !== 'lapse' || draft.late === 'nothing' || command.kind !== 'lapse') return [];
      return [{ gateway, command: { kind: draft.late, call: command.call, cost: BigInt(draft.pick) * UNIT } as const }];
    });
    if (late.length > 0) await this.check(late);
  }

  private assign({ gateway, draft }: Step): Assignment {
    return { gateway, command: this.commandOf(draft) };
  }

  private get fallbacks(): number {
    return this.gateways.reduce((sum, { ledger }) => sum + ledger.fallbacks, 0);
  }

  /**
   * An empty ledger: a prepaid, a postpaid and an unlimited account of one mandate with three budgets, a suspended one
   * of another with its own, and the two of a mandate whose billing model changes.
   */
  private async begin(): Promise<void> {
    await this.first.wipe();
    const [mandate, other] = [newId(), newId()];
    for (const id of [mandate, other]) await this.warn(id);
    await this.open(mandate, '0');
    await this.open(mandate, '6');
    await this.open(mandate, null);
    await this.open(other, '0');
    await this.openSwitched();
    for (const units of [24n, 12n, 6n]) await this.openBudget(mandate, units * UNIT);
    await this.openBudget(other, 12n * UNIT);
    for (const id of [0, 3, 4, 5].map((index) => this.accountAt(index))) {
      await this.perform([{ gateway: 0, command: { kind: 'post', postings: [posting(id, 8n * UNIT)] } }]);
    }
    await this.perform([{ gateway: 0, command: { kind: 'suspend', account: this.accountAt(3) } }]);
  }

  private async open(mandateId: string, limit: string | null): Promise<void> {
    const id = await this.first.openAccount({ limit, mandateId });
    await this.first.database.query('SELECT ledger_watch(ARRAY[$1::uuid], false)', [id]);
    this.accounts.push(id);
    this.model.open(id, mandateId, limit === null ? null : parseChf(limit));
  }

  /** Whoever pays for themselves is warned below some units. */
  private async warn(mandateId: string): Promise<void> {
    await this.first.database.query(
      `INSERT INTO billing_settings (mandate_id, billing_model, low_balance_threshold) VALUES ($1, 'PREPAY_USER', $2)`,
      [mandateId, toChf(WARN_UNITS * UNIT)],
    );
  }

  private async openSwitched(): Promise<void> {
    const { mandateId, own, member } = await this.first.openSwitched('PREPAY_USER', '6');
    for (const id of [own, member]) {
      this.accounts.push(id);
      this.model.open(id, mandateId, 0n);
    }
    this.switchedMandate = mandateId;
    this.model.openSwitched({ own, members: [member], billingModel: 'PREPAY_USER', creditLimit: parseChf('6') });
  }

  private async openBudget(mandateId: string, limit: bigint): Promise<void> {
    const key = { kind: 'run', subject: newId(), period: null } as const;
    const { id } = await this.first.budgets.ensureBudget({ mandateId, ...key, limit });
    this.budgets.push(id);
    this.model.openBudget(id, mandateId, limit);
  }

  private async check(assignments: readonly Assignment[]): Promise<void> {
    const observed = await this.perform(assignments);
    const { database } = this.first;
    const broken = [...(await brokenInvariants(database)), ...(await brokenWarnings(database, [this.switchedMandate]))];
    if (broken.length > 0) throw new Error(`${broken.join('\n')}\nafter ${print(observed)}`);
    const { differences } = await this.first.verifier.verify();
    if (differences.length > 0) throw new Error(`${JSON.stringify(differences)}\nafter ${print(observed)}`);
  }

  /** Runs commands at once and brings the model to where the ledger is now. */
  private async perform(commands: readonly Assignment[]): Promise<Observation[]> {
    const observed = await Promise.all(
      commands.map(({ gateway, command }) => observe(this.gatewayAt(gateway), command, this.switchedMandate)),
    );
    const state = await this.state();
    const after = explain(this.model, observed, state);
    if (!after) throw new Error(disagreement(this.model, observed, state));
    this.model = after;
    return observed;
  }

  private commandOf(draft: Draft): Command {
    switch (draft.kind) {
      case 'reserve':
        return {
          kind: 'reserve',
          call: this.callAt(draft.call),
          account: this.accountAt(accountOf(draft)),
          amount: BigInt(draft.units) * UNIT,
          model: draft.changed ? 'demo-2' : 'demo-1',
          // None of the budgets is of the mandate that is switched: its calls would all be refused.
          budgets: accountOf(draft) >= SWITCHED_FROM ? [] : draft.budgets.map((index) => at(this.budgets, index)),
        };
      case 'limit':
        return { kind: 'limit', budget: at(this.budgets, draft.budget), amount: BigInt(draft.units) * UNIT };
      case 'settle':
        return { kind: 'settle', call: this.pickedCall(draft.pick), cost: BigInt(draft.units) * UNIT };
      case 'release':
      case 'renew':
      case 'lapse':
        return { kind: draft.kind, call: this.pickedCall(draft.pick) };
      case 'expire':
      case 'switch':
        return draft;
      case 'credit':
        return { kind: 'post', postings: [this.creditFrom(draft)] };
      case 'transfer':
        return { kind: 'post', postings: this.transferFrom(draft) };
      case 'reverse':
        return { kind: 'post', postings: [this.reversalFrom(draft.pick)] };
      default:
        return { kind: draft.kind, account: this.accountAt(draft.account) };
    }
  }

  private creditFrom({ account, units, id, pick }: Extract<Draft, { kind: 'credit' }>): PostingCommand {
    const amount = BigInt(units + 1) * UNIT;
    if (id === 'call') return { ...posting(this.accountAt(pick), amount), id: this.callAt(pick) };
    const known = id === 'booking' ? this.bookingAt(pick) : undefined;
    return { ...posting(this.accountAt(account), amount), ...(known === undefined ? {} : { id: known }) };
  }

  private transferFrom({ account, units, uneven }: Extract<Draft, { kind: 'transfer' }>): PostingCommand[] {
    const amount = BigInt(units + 1) * UNIT;
    return [
      { ...posting(this.accountAt(account), uneven ? 1n - amount : -amount), type: 'transfer' },
      { ...posting(this.accountAt(account + 1), amount), type: 'transfer' },
    ];
  }

  private reversalFrom(pick: number): PostingCommand {
    const reversalOf = this.bookingAt(pick);
    const { account, amount } = this.model.reversalOf(reversalOf);
    return { ...posting(account, amount), type: 'adjustment', reversalOf };
  }

  private async state(): Promise<string[]> {
    const rows = await this.first.database.query<{ kind: string; parts: string[]; amounts: string[] }>(`
      SELECT 'account' AS kind, ARRAY[id::text, status] AS parts, 
        ARRAY[balance::text, held::text, last_seq::text, coalesce(credit_limit::text, '-')] AS amounts
        FROM billing_account
      UNION ALL SELECT 'budget', ARRAY[id::text], ARRAY[limit_amount::text, used::text, held::text] FROM billing_budget
      UNION ALL SELECT 'hold', ARRAY[id::text, account_id::text,
        CASE WHEN status = 'open' AND expires_at < clock_timestamp() THEN 'lapsed' ELSE status END,
        coalesce(array_to_string(budget_ids, ','), '-')], ARRAY[amount::text, coalesce(budget_amount::text, '-')]
        FROM billing_hold
      UNION ALL SELECT 'booking',
        ARRAY[CASE WHEN reason LIKE '% → %' THEN concat_ws(':', 'switch', account_id, seq) ELSE id::text END,
          account_id::text, type, seq::text, coalesce(array_to_string(budget_ids, ','), '-')],
        ARRAY[amount::text, balance_after::text, shortfall::text, late::text] FROM billing_transaction`);
    return rows
      .map(({ kind, parts, amounts }) =>
        [kind, ...parts, ...amounts.map((text) => (text.includes('.') ? parseChf(text) : text))].join(' '),
      )
      .sort();
  }

  private get first(): LedgerGateway {
    return this.gatewayAt(0);
  }

  private gatewayAt(index: number): LedgerGateway {
    return at(this.gateways, index);
  }

  private accountAt(index: number): string {
    return at(this.accounts, index);
  }

  private callAt(index: number): string {
    return at(this.calls, index);
  }

  /** Mostly a call that has a hold, so that histories get somewhere; now and then any. */
  private pickedCall(pick: number): string {
    const holds = this.model.holdIds();
    return pick % 5 === 0 || holds.length === 0 ? this.callAt(pick) : at(holds, pick);
  }

  private bookingAt(index: number): string {
    return at(this.model.bookingIds(), index);
  }
}

function accountOf({ call, elsewhere }: Extract<Draft, { kind: 'reserve' }>): number {
  return at(ACCOUNT_OF_CALL, call) + (elsewhere ? 1 : 0);
}

async function observe(gateway: LedgerGateway, command: Command, switched: string): Promise<Observation> {
  try {
    const answer = await perform(gateway, command, switched);
    return typeof answer === 'string'
      ? { command, answer, expired: [] }
      : { command, answer: [...answer].sort().join(' '), expired: answer };
  } catch (error) {
    return { command, answer: refusal(command, error), expired: [] };
  }
}

/** The ledger's answer as the model words it; for the sweeper, the calls that it ended. */
async function perform(gateway: LedgerGateway, command: Command, switched: string): Promise<string | string[]> {
  const { ledger, database } = gateway;
  switch (command.kind) {
    case 'reserve': {
      const { call, account, amount, model, budgets } = command;
      const result = await ledger.reserve({
        id: call,
        accountId: account,
        amount,
        purpose: purposeOf({ model }),
        ttlSeconds: 60,
        budgetIds: budgets,
      });
      return wordedAnswer(result);
    }
    case 'settle': {
      const { call, cost } = command;
      const result = await ledger.settle(ANY_LANE, { ...settlementOf(call, '0'), cost, receipt: receiptOf(cost) });
      if (result.status !== 'booked') return result.status;
      const { repeated, seq, amount, balanceAfter, shortfall } = result;
      return `${repeated ? 'repeated' : 'booked'} ${seq} ${amount} ${balanceAfter} ${shortfall}`;
    }
    case 'release':
      await ledger.release('', command.call, 'test');
      return 'done';
    case 'renew':
      return String(await ledger.renew(command.call, 60));
    case 'lapse':
      await gateway.lapse(command.call);
      return 'done';
    case 'expire':
      return (await ledger.expireHolds()).map(({ id }) => id);
    case 'post':
      await ledger.post(command.postings.map(ledgerPosting));
      return 'posted';
    case 'switch':
      await gateway.settings.update(switched, { billingModel: command.to });
      return 'switched';
    case 'limit':
      await gateway.setLimit(command.budget, toChf(command.amount));
      return 'done';
    default: {
      const status = command.kind === 'activate' ? 'active' : 'suspended';
      await database.query('UPDATE billing_account SET status = $2 WHERE id = $1', [command.account, status]);
      return 'done';
    }
  }
}

function wordedAnswer(result: ReserveResult): string {
  switch (result.status) {
    case 'insufficient':
      return `insufficient ${result.available}`;
    case 'budget_exceeded':
      return `budget_exceeded ${result.budgetId} ${result.limit} ${result.used} ${result.held}`;
    default:
      return result.status;
  }
}

/**
 * Taken id, overdrawn account, impossible reversal or transfer: the only ways in which a posting may fail. A switch may
 * be refused, with reason and number of calls.
 */
function refusal(command: Command, error: unknown): string {
  if (command.kind === 'switch' && error instanceof DomainError && error.code === 'billing.switch_refused') {
    const { reason, callsInFlight } = error.details as SwitchRefusedDetails;
    return `refused ${reason} ${callsInFlight}`;
  }
  const { code } = postgresErrorOf(error) ?? {};
  const isRefusal = command.kind === 'post' && ['23505', '23514', '22023'].includes(code ?? '');
  return isRefusal ? 'refused' : `error ${String(error)}`;
}

/** The model after some order of the commands that gives every observed answer and ends in the observed state. */
function explain(
  model: LedgerModel,
  pending: readonly Observation[],
  state: readonly string[],
): LedgerModel | undefined {
  const order = (before: LedgerModel, rest: readonly Observation[]): LedgerModel | undefined => {
    if (rest.length === 0) return before.describe().join('\n') === state.join('\n') ? before : undefined;
    for (const next of rest) {
      const after = before.copy();
      // Alone, the sweeper has no one to make way for.
      const expired = pending.length === 1 ? before.lapsedCalls() : next.expired;
      if (after.apply(next.command, expired) !== next.answer) continue;
      const end = order(
        after,
        rest.filter((other) => other !== next),
      );
      if (end) return end;
    }
    return undefined;
  };
  return order(model, pending);
}

function disagreement(model: LedgerModel, observed: readonly Observation[], state: readonly string[]): string {
  return `no order of the commands explains\n${print(observed)}\nbefore:\n${model.describe().join('\n')}\nafter:\n${state.join('\n')}`;
}

function print(observed: readonly Observation[]): string {
  return observed
    .map(({ command, answer }) => {
      const text = JSON.stringify(command, (_, value: unknown) =>
        typeof value === 'bigint' ? value.toString() : value,
      );
      return `${text} → ${answer}`;
    })
    .join('\n');
}

function posting(account: string, amount: bigint): PostingCommand {
  return { id: newId(), account, type: 'credit', amount, reversalOf: null };
}

function ledgerPosting({ id, account, type, amount, reversalOf }: PostingCommand): Posting {
  return { ...creditOf(account, '0'), id, type, amount, reversalOf };
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('nothing to choose from');
  return item;
}
