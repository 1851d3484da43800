import { Injectable } from '@nestjs/common';
import type { BalanceCheckDto, BalanceCheckProgressDto, CheckedAccountDto, CheckFaultDto } from '@nyla/contracts';
import { parseChf, toChf } from '@nyla/money';
import { Clock } from '../../common/clock.js';
import { RequestContext } from '../../common/context/request-context.js';
import { AccountsService } from '../accounts.service.js';
import { BookingNamesService } from '../booking-names.service.js';
import { BookingVisibilityService } from '../booking-visibility.service.js';
import {
  type AccountHead,
  BalanceCheckRepository,
  type ChainPosition,
  type StretchFault,
} from './balance-check.repository.js';

const STRETCH = 5_000;
const BEGINNING: ChainPosition = { seq: '0', balance: '0', hash: '' };

/** A step of a check on its way, or its result. */
export type CheckStep =
  | { readonly type: 'progress'; readonly data: BalanceCheckProgressDto }
  | { readonly type: 'result'; readonly data: BalanceCheckDto };

/** Recomputes the balances that the caller may see from their bookings, now, reading only. */
@Injectable()
export class BalanceCheckService {
  constructor(
    private readonly repository: BalanceCheckRepository,
    private readonly accounts: AccountsService,
    private readonly visibility: BookingVisibilityService,
    private readonly names: BookingNamesService,
    private readonly context: RequestContext,
    private readonly clock: Clock,
  ) {}

  /** The accounts to look at, as they stand now: all of the mandate, or the one that pays for the caller. */
  async begin(): Promise<AsyncGenerator<CheckStep>> {
    const mandateId = this.context.mandate.id;
    const seesAll = await this.visibility.seesAll();
    const owner = seesAll
      ? undefined
      : (await this.accounts.getPaying(mandateId, this.context.caller.userId)).account.userId;
    const startedAt = this.clock.now();
    return this.check(mandateId, await this.repository.heads(mandateId, owner), startedAt);
  }

  private async *check(mandateId: string, heads: readonly AccountHead[], startedAt: Date): AsyncGenerator<CheckStep> {
    const { users } = await this.names.of(
      mandateId,
      heads.map(({ user_id }) => user_id),
      [],
    );
    const total = heads.reduce((sum, { last_seq }) => sum + Number(last_seq), 0);
    const accounts: CheckedAccountDto[] = [];
    let before = 0;
    for (const head of heads) {
      const recomputed = new Recomputed(head, (head.user_id && users.get(head.user_id)) ?? null);
      for (;;) {
        yield { type: 'progress', data: { checked: before + recomputed.bookings, bookings: total } };
        const stretch = await this.repository.stretch(mandateId, head.id, recomputed.position, head.last_seq, STRETCH);
        if (!stretch) break;
        recomputed.add(stretch, Number(stretch.bookings), parseChf(stretch.amount), stretch.faults);
      }
      before += recomputed.bookings;
      accounts.push(recomputed.result());
    }
    yield {
      type: 'result',
      data: {
        checkedAt: startedAt.toISOString(),
        durationMs: this.clock.now().getTime() - startedAt.getTime(),
        correct: accounts.every(({ faults }) => faults.length === 0),
        bookings: before,
        accounts,
      },
    };
  }
}

/** One account, as far as it is recomputed. */
class Recomputed {
  position: ChainPosition = BEGINNING;
  bookings = 0;
  private sum = 0n;
  private readonly faults = new Map<CheckFaultDto['rule'], CheckFaultDto>();

  constructor(
    private readonly head: AccountHead,
    private readonly userName: string | null,
  ) {}

  add({ seq, balance, hash }: ChainPosition, bookings: number, amount: bigint, faults: readonly StretchFault[]): void {
    this.position = { seq, balance, hash };
    this.bookings += bookings;
    this.sum += amount;
    for (const { rule, count, first } of faults) this.blame(rule, count, first);
  }

  result(): CheckedAccountDto {
    const { head, position, sum } = this;
    const balance = parseChf(head.balance);
    if (sum !== balance) this.blame('sum', 1, null);
    if (position.seq !== head.last_seq || String(this.bookings) !== head.last_seq) this.blame('numbers', 1, null);
    if (position.hash !== head.head_hash) this.blame('hashes', 1, null);
    return {
      accountId: head.id,
      userId: head.user_id,
      userName: this.userName,
      balance: toChf(balance),
      sum: toChf(sum),
      bookings: this.bookings,
      hash: position.hash === '' ? null : position.hash,
      faults: [...this.faults.values()],
    };
  }

  private blame(rule: CheckFaultDto['rule'], count: number, transactionId: string | null): void {
    const before = this.faults.get(rule);
    this.faults.set(
      rule,
      before
        ? { ...before, count: before.count + count, transactionId: before.transactionId ?? transactionId }
        : { rule, count, transactionId },
    );
  }
}
