import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { type Nano, parseChf, toChf } from '@nyla/money';
import { BillingDatabase } from '../../database/billing-database.js';
import { addMonths, type DueStatement, type NewStatement } from './statement.types.js';
import { StatementContentService, type StatementFrame } from './statement-content.service.js';
import { StatementFiguresRepository } from './statement-figures.repository.js';
import { StatementsRepository } from './statements.repository.js';

/** One gateway makes statements at a time; the others wait, and then find none left to make. */
const STATEMENTS_LOCK = 7_194_026;
/** Made side by side, of different mandates: the database is busy with one while another is put into words. */
const SIDE_BY_SIDE = 4;

export interface MakeOptions {
  /** The last month to make; it has to be over. Absent: the month before this one. */
  readonly month?: string | undefined;
  readonly mandateId?: string | undefined;
  /** Computes without writing. */
  readonly isDryRun?: boolean;
}

/** How it went. One account that fails, such as one whose bookings do not add up, keeps no other from its statement. */
export interface MakeResult {
  readonly made: number;
  readonly failures: readonly { readonly accountId: string; readonly month: string; readonly reason: string }[];
}

export interface MadeStatement {
  readonly mandateId: string;
  readonly accountId: string;
  readonly month: string;
  readonly bookings: string;
  readonly opening: string;
  readonly usage: string;
  readonly closing: string;
}

/** `isNew`: this gateway made it; in a dry run, would have. */
type Made = NewStatement & { readonly isNew: boolean };

/** Makes the statements of months that are over and lack one, the oldest first. */
@Injectable()
export class StatementMakerService implements BeforeApplicationShutdown {
  private isEnding = false;
  private work: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: BillingDatabase,
    private readonly statements: StatementsRepository,
    private readonly figures: StatementFiguresRepository,
    private readonly contents: StatementContentService,
  ) {}

  /** May run anywhere at any time, any number of times: each account has each month once. Tells of what it made. */
  async makeDue(options: MakeOptions = {}, tell: (made: MadeStatement) => void = () => undefined): Promise<MakeResult> {
    const work = options.isDryRun
      ? this.makeAll(options, tell)
      : this.database.exclusively(STATEMENTS_LOCK, () => this.makeAll(options, tell));
    this.work = work.catch(() => undefined);
    return work;
  }

  /** The databases close after this; what is under way is finished first. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isEnding = true;
    await this.work;
  }

  private async makeAll(
    { month: wanted, mandateId, isDryRun = false }: MakeOptions,
    tell: (made: MadeStatement) => void,
  ): Promise<MakeResult> {
    const lastMonth = addMonths(await this.statements.currentMonth(), -1);
    const month = wanted !== undefined && wanted < lastMonth ? wanted : lastMonth;
    const frame = await this.contents.frame();
    const failures: MakeResult['failures'][number][] = [];
    let made = 0;
    let waiting = await this.statements.due({ month, mandateId });
    while (waiting.length > 0 && !this.isEnding) {
      const [first] = waiting;
      const now = waiting.filter((due) => due.month === first?.month);
      const next = waiting.filter((due) => due.month !== first?.month);
      // One month after the other, and a mandate's accounts in their order: numbers follow both.
      await this.sideBySide(now, async (due) => {
        try {
          const statement = await this.make(due, frame, isDryRun);
          if (!statement) return;
          if (statement.isNew) {
            made++;
            tell(madeOf(statement));
          }
          const following = followingOf(statement);
          if (following.month <= month) next.push(following);
        } catch (error) {
          const reason = error instanceof Error ? error.message : 'unknown';
          failures.push({ accountId: due.accountId, month: due.month, reason });
        }
      });
      waiting = next.toSorted(inOrder);
    }
    return { made, failures };
  }

  private async sideBySide(due: readonly DueStatement[], work: (due: DueStatement) => Promise<void>): Promise<void> {
    const mandates = [...Map.groupBy(due, ({ mandateId }) => mandateId).values()];
    const worker = async (): Promise<void> => {
      for (let accounts = mandates.shift(); accounts && !this.isEnding; accounts = mandates.shift()) {
        for (const account of accounts) if (!this.isEnding) await work(account);
      }
    };
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
  }

  private async make(due: DueStatement, frame: StatementFrame, isDryRun: boolean): Promise<Made | undefined> {
    const lastSeq = await this.figures.closeMonth(due);
    if (lastSeq === undefined) return undefined;
    const range = { accountId: due.accountId, firstSeq: due.firstSeq, lastSeq };
    const [usage, movements] = await Promise.all([this.figures.usage(range), this.figures.movements(range)]);
    const content = await this.contents.of(due, { usage, movements }, frame);
    const statement = { due, lastSeq, content, ...sumsOf(due, content) };
    const isNew = isDryRun || (await this.database.run(() => this.statements.insert(statement))) !== undefined;
    return { ...statement, isNew };
  }
}

/** By month, then as the database lists accounts: the mandate's own before those of its members. */
function inOrder(a: DueStatement, b: DueStatement): number {
  const key = ({ month, mandateId, userId }: DueStatement): string => `${month} ${mandateId} ${userId ?? ''}`;
  return key(a) < key(b) ? -1 : 1;
}

function followingOf({ due, lastSeq, closing }: NewStatement): DueStatement {
  const firstSeq = (BigInt(lastSeq) + 1n).toString();
  return { ...due, month: addMonths(due.month, 1), firstSeq, opening: closing };
}

function sumsOf(
  due: DueStatement,
  { usageBy, movements }: NewStatement['content'],
): Omit<NewStatement, 'due' | 'lastSeq' | 'content'> {
  const sum = (lines: readonly { readonly amount: string }[]): Nano =>
    lines.reduce((total, { amount }) => total + parseChf(amount), 0n);
  const booked = (type: string): Nano => sum(movements.filter((movement) => movement.type === type));
  const opening = parseChf(due.opening);
  const usage = sum(usageBy.connectorType);
  const [credits, adjustments] = [booked('credit'), booked('adjustment')];
  const [transfers, expiry] = [booked('transfer'), booked('expiry')];
  return {
    calls: usageBy.connectorType.reduce((total, { calls }) => total + calls, 0).toString(),
    opening: toChf(opening),
    credits: toChf(credits),
    adjustments: toChf(adjustments),
    transfers: toChf(transfers),
    expiry: toChf(expiry),
    usage: toChf(usage),
    closing: toChf(opening + credits + adjustments + transfers + expiry - usage),
  };
}

function madeOf({ due, lastSeq, opening, usage, closing }: NewStatement): MadeStatement {
  return {
    mandateId: due.mandateId,
    accountId: due.accountId,
    month: due.month,
    bookings: (BigInt(lastSeq) - BigInt(due.firstSeq) + 1n).toString(),
    opening,
    usage,
    closing,
  };
}
