import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Interval } from '@nestjs/schedule';
import { exhaustMap, type Observable, Subscription, tap } from 'rxjs';
import { StandingFacade } from '../billing/standing.facade.js';
import { AccessEvents } from './access-events.js';
import { WishWatch } from './wish-watch.service.js';

/** Changes within this time are looked at together: a busy account changes a thousand times a second. */
const GATHER_MS = 500;
const SWEEP_INTERVAL_MS = 30_000;

/** Follows what changes in accounts and roles, on all gateways, for whoever has to be told. */
@Injectable()
export class NoticesWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(NoticesWatch.name);
  private readonly following = new Subscription();
  private sweeping = false;

  constructor(
    private readonly standings: StandingFacade,
    private readonly access: AccessEvents,
    private readonly wishes: WishWatch,
    private readonly http: HttpAdapterHost,
  ) {}

  onApplicationBootstrap(): void {
    // An operator's command ends after a moment: what it changes, the gateways see.
    if (!this.http.httpAdapter) return;
    this.following.add(gathered(this.standings.changes, (ids) => this.guarded(() => this.accountsChanged(ids))));
    this.following.add(gathered(this.access.changes, (ids) => this.guarded(() => this.wishes.accessChanged(ids))));
  }

  onApplicationShutdown(): void {
    this.following.unsubscribe();
  }

  @Interval(SWEEP_INTERVAL_MS)
  async sweep(): Promise<void> {
    if (this.sweeping || this.following.closed) return;
    this.sweeping = true;
    await this.guarded(() => this.wishes.lookAtAll());
    this.sweeping = false;
  }

  private async accountsChanged(accountIds: readonly string[]): Promise<void> {
    const mandateIds = new Set<string>();
    for (const id of accountIds) {
      const mandateId = await this.standings.mandateOf(id);
      if (mandateId !== undefined) mandateIds.add(mandateId);
    }
    if (mandateIds.size > 0) await this.wishes.creditChanged([...mandateIds]);
  }

  /** What fails now is seen again at the next change. */
  private async guarded(work: () => Promise<void>): Promise<void> {
    if (this.following.closed) return;
    await work().catch((error: unknown) => {
      if (!this.following.closed) this.logger.warn(`could not look after notices: ${String(error)}`);
    });
  }
}

/** What changes while the work is under way waits as a set: however much it is, nothing queues up. */
function gathered(ids: Observable<string>, work: (ids: readonly string[]) => Promise<void>): Subscription {
  const waiting = new Set<string>();
  const workOff = async () => {
    while (waiting.size > 0) {
      await new Promise((resolve) => setTimeout(resolve, GATHER_MS).unref());
      const now = [...waiting];
      waiting.clear();
      await work(now);
    }
  };
  return ids
    .pipe(
      tap((id) => waiting.add(id)),
      exhaustMap(workOff),
    )
    .subscribe();
}
