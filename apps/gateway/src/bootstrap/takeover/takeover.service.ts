import { Injectable } from '@nestjs/common';
import type { BillingModel, ConnectorType } from '@nyla/contracts';
import { type Nano, toChf } from '@nyla/money';
import { type MandateToTakeOver, type TakenOver, TakeoverFacade } from '../../billing/takeover.facade.js';
import { toDomainError } from '../../common/errors/problem.js';
import { AppDatabase } from '../../database/app-database.js';
import { BillingDatabase } from '../../database/billing-database.js';
import { MandatesFacade } from '../../mandates/mandates.facade.js';
import { RbacFacade } from '../../rbac/rbac.facade.js';
import type { BalanceFile, RefusedRow } from './balance-file.js';
import { FAULT_WORDS } from './balance-file.js';
import { MemberLookup } from './member-lookup.js';
import { type PlannedMandate, type PresentMandate, planTakeover } from './takeover-plan.js';

const TAKEOVER_LOCK = 7_194_027;

export interface TakeoverOptions {
  /** Does everything, and then takes it back. */
  readonly dryRun: boolean;
  readonly balances: BalanceFile;
  /** What roles may use that were made before providers were permitted one by one. */
  readonly providers: readonly ConnectorType[] | 'all';
}

/** Something that is done, and that somebody should look at all the same. */
export type Note =
  | 'name_blank'
  | 'no_admin'
  | 'suspended'
  | 'model_kept'
  | 'roles_without_providers'
  | 'models_contradict'
  | 'failed';

/** What was done for one mandate. */
export interface MandateLine {
  readonly mandateId: string;
  readonly name: string;
  readonly billingModel: BillingModel | null;
  readonly settings: 'made' | 'there already' | 'not made';
  readonly accountsOpened: number;
  /** Names of default roles that it lacked. */
  readonly rolesMade: readonly string[];
  /** Names of roles that may use AI providers from now on. */
  readonly rolesOpened: readonly string[];
  readonly openings: readonly OpeningLine[];
  readonly notes: readonly { readonly note: Note; readonly words: string }[];
}

export interface OpeningLine {
  readonly line: number;
  readonly userId: string | null;
  readonly amount: string;
  readonly outcome: 'booked' | 'there already' | 'nothing to book';
}

export interface Takeover {
  readonly mandates: readonly MandateLine[];
  readonly refused: readonly RefusedRow[];
  /** Opening balances that this run booked, and those that it found booked. */
  readonly booked: Nano;
  readonly found: Nano;
  /** The same accounts' opening balances as the ledger has them afterwards. */
  readonly ledger: Nano;
}

/** What was done is taken back: this was a rehearsal. */
class RolledBack<T> extends Error {
  constructor(readonly result: T) {
    super('rolled back');
  }
}

/**
 * Brings mandates that existed before billing did under billing: mandate by mandate, each in transactions of its own,
 * and billing last. So whoever is interrupted anywhere, starts again and comes to the same end: a mandate without
 * settings is begun anew, one with settings is done but for its opening balances, which are booked once.
 */
@Injectable()
export class TakeoverService {
  constructor(
    private readonly app: AppDatabase,
    private readonly billing: BillingDatabase,
    private readonly mandates: MandatesFacade,
    private readonly rbac: RbacFacade,
    private readonly takeovers: TakeoverFacade,
    private readonly members: MemberLookup,
  ) {}

  /**
   * Undefined when another one is at work.
   * @param onProgress told of each mandate when it is done
   */
  async run(
    options: TakeoverOptions,
    onProgress: (done: number) => void = () => undefined,
  ): Promise<Takeover | undefined> {
    const done = await this.billing.attemptExclusively(TAKEOVER_LOCK, () => this.takeOverAll(options, onProgress));
    return done?.result;
  }

  private async takeOverAll(options: TakeoverOptions, onProgress: (done: number) => void): Promise<Takeover> {
    const billed = await this.takeovers.billedMandates();
    const present = (await this.mandates.all()).map(({ id, name, kind, status }) => {
      return { id, name, kind, status, billingModel: billed.get(id) ?? null };
    });
    const plan = await planTakeover(present, options.balances, (mandateId, user) => this.members.find(mandateId, user));
    const refused = [...plan.refused];
    const lines: MandateLine[] = plan.left.map((mandate) => leftLine(mandate));
    const settled: { mandateId: string; userId: string | null }[] = [];
    const sums = { booked: 0n, found: 0n };
    for (const mandate of plan.mandates) {
      const { line, differing } = await this.takeOverOne(mandate, options);
      for (const number of differing) refused.push(refusal(number, mandate.name));
      for (const { userId, outcome, line: number } of line.openings) {
        if (outcome === 'nothing to book') continue;
        const amount = mandate.openings.find((opening) => opening.line === number)?.amount ?? 0n;
        sums[outcome === 'booked' ? 'booked' : 'found'] += amount;
        settled.push({ mandateId: mandate.id, userId });
      }
      lines.push(line);
      onProgress(lines.length);
    }
    const ledger = await this.takeovers.bookedOpenings(settled);
    return { mandates: lines, refused: refused.toSorted((a, b) => a.line - b.line), ...sums, ledger };
  }

  private async takeOverOne(
    mandate: PlannedMandate,
    options: TakeoverOptions,
  ): Promise<{ line: MandateLine; differing: readonly number[] }> {
    try {
      // A mandate that billing knows was set up by somebody: what its roles may not do, they may not do on purpose.
      const roles = mandate.billingModel
        ? undefined
        : await this.rehearsable(this.app, options, () => this.openRoles(mandate, options));
      const taken = await this.rehearsable(this.billing, options, () => this.takeovers.takeOver(toTakeOver(mandate)));
      const notes = await this.notesOf(mandate);
      const line = { ...lineOf(mandate, taken), rolesMade: roles?.made ?? [], rolesOpened: roles?.opened ?? [], notes };
      const differing = mandate.openings.filter((_, index) => taken.openings[index] === 'differs');
      return { line, differing: differing.map((opening) => opening.line) };
    } catch (error) {
      // Without a database the others would fail too; one mandate that fails keeps none of the others from its turn.
      if (toDomainError(error).code === 'common.unavailable') throw error;
      const words = `nothing more was done: ${error instanceof Error ? error.message : String(error)}`;
      return { line: { ...leftLine(mandate), notes: [{ note: 'failed', words }] }, differing: [] };
    }
  }

  private async openRoles({ id, kind }: PlannedMandate, { providers }: TakeoverOptions) {
    // First those that are there, so that what is made below is not counted as one of them.
    const opened = await this.rbac.openProviders(id, kind, providers);
    const made = await this.rbac.ensureDefaultRoles(id, kind);
    return { opened, made };
  }

  private async notesOf(mandate: PlannedMandate): Promise<MandateLine['notes']> {
    const notes: { note: Note; words: string }[] = [];
    const add = (note: Note, words: string) => void notes.push({ note, words });
    if (mandate.name.trim() === '') add('name_blank', 'has no name: give it one under Betrieb › Mandanten');
    if (mandate.status === 'suspended')
      add('suspended', 'is suspended, and stays so: nothing can be used until it is freed');
    if (mandate.otherModel) {
      add(
        'model_kept',
        `is billed as ${mandate.model} already, so that the file's ${mandate.otherModel} does not count`,
      );
    }
    if (!(await this.rbac.someoneMay(mandate.id, mandate.kind, 'data.members.write'))) {
      add('no_admin', 'nobody who can sign in may administer it: invite an admin');
    }
    const closed = mandate.billingModel ? await this.rbac.rolesWithoutProviders(mandate.id, mandate.kind) : [];
    if (closed.length > 0) {
      add(
        'roles_without_providers',
        `was set up before; roles that may use no AI provider were left so: ${closed.join(', ')}`,
      );
    }
    return notes;
  }

  private async rehearsable<T>(
    database: AppDatabase | BillingDatabase,
    { dryRun }: TakeoverOptions,
    work: () => Promise<T>,
  ): Promise<T> {
    if (!dryRun) return database.run(work);
    try {
      return await database.run<T>(async () => {
        throw new RolledBack(await work());
      });
    } catch (error) {
      if (error instanceof RolledBack) return error.result as T;
      throw error;
    }
  }
}

function toTakeOver({ id, name, model, status, openings }: PlannedMandate): MandateToTakeOver {
  return { id, name, billingModel: model, suspended: status === 'suspended', openings };
}

function lineOf(mandate: PlannedMandate, taken: TakenOver): Omit<MandateLine, 'rolesMade' | 'rolesOpened' | 'notes'> {
  const openings = mandate.openings.flatMap(({ line, userId, amount }, index): OpeningLine[] => {
    const outcome = taken.openings[index];
    return outcome && outcome !== 'differs' ? [{ line, userId, amount: toChf(amount), outcome }] : [];
  });
  return {
    mandateId: mandate.id,
    name: mandate.name,
    billingModel: mandate.model,
    settings: taken.settingsMade ? 'made' : 'there already',
    accountsOpened: taken.accountsOpened,
    openings,
  };
}

function leftLine({ id, name, billingModel }: PresentMandate): MandateLine {
  return {
    mandateId: id,
    name,
    billingModel,
    settings: billingModel ? 'there already' : 'not made',
    accountsOpened: 0,
    rolesMade: [],
    rolesOpened: [],
    openings: [],
    notes: [{ note: 'models_contradict', words: 'was left: its rows in the file do not tell how it is to be billed' }],
  };
}

function refusal(line: number, mandate: string): RefusedRow {
  return { line, mandate, fault: 'booked_differently', message: FAULT_WORDS.booked_differently };
}
