import { Injectable } from '@nestjs/common';
import {
  type HoldPageDto,
  type LedgerTotalsDto,
  PAGE_LIMIT_DEFAULT,
  type PageQuery,
  type VerificationDto,
  type VerificationPageDto,
} from '@nyla/contracts';
import { parseChf, toChf } from '@nyla/money';
import { Clock } from '../../common/clock.js';
import { NotFoundError } from '../../common/errors/domain-error.js';
import { decodeCursor, pageOf } from '../../common/http/cursor.js';
import { Env } from '../../config/env.js';
import { IdentityFacade } from '../../identity/identity.facade.js';
import { MandatesFacade } from '../../mandates/mandates.facade.js';
import { HoldsRepository } from './holds.repository.js';
import { VerificationRepository, type VerificationRow } from './verification.repository.js';
import { VerificationService } from './verification.service.js';

/** A call renews its hold when a third of its time has passed; with less left than this it has missed that. */
const SOON_SHARE = 1 / 3;

/** What the operator sees of the ledger: what is set aside right now, what it comes to, and whether it agrees with itself. */
@Injectable()
export class LedgerAdminService {
  constructor(
    private readonly holds: HoldsRepository,
    private readonly verifications: VerificationRepository,
    private readonly verification: VerificationService,
    private readonly mandates: MandatesFacade,
    private readonly identity: IdentityFacade,
    private readonly env: Env,
    private readonly clock: Clock,
  ) {}

  async listHolds({ cursor, limit = PAGE_LIMIT_DEFAULT }: PageQuery): Promise<HoldPageDto> {
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    const rows = await this.holds.listOpen(this.env.HOLD_TTL_SECONDS * SOON_SHARE, after, limit + 1);
    const page = pageOf(rows, limit, (row) => row);
    const [mandates, people] = await Promise.all([
      this.mandates.names(page.items.map(({ mandateId }) => mandateId)),
      this.identity.userNames(page.items.flatMap(({ purpose }) => purpose.userId ?? [])),
    ]);
    const items = page.items.map(({ purpose, ...row }) => ({
      ...row,
      amount: toChf(parseChf(row.amount)),
      mandateName: mandates.get(row.mandateId) ?? row.mandateId,
      userId: purpose.userId ?? null,
      userName: (purpose.userId && people.get(purpose.userId)) ?? null,
      feature: purpose.feature ?? null,
      connectorType: purpose.connectorType ?? null,
      model: purpose.model ?? null,
    }));
    return { items, nextCursor: page.nextCursor };
  }

  async totals(): Promise<LedgerTotalsDto> {
    const row = await this.holds.totals(this.clock.today());
    if (!row) throw new Error('sums over accounts have one row');
    return {
      balance: toChf(parseChf(row.balance)),
      held: toChf(parseChf(row.held)),
      accounts: Number(row.accounts),
      openHolds: Number(row.openHolds),
      bookingsToday: Number(row.bookings),
      usedToday: toChf(parseChf(row.used)),
      creditedToday: toChf(parseChf(row.credited)),
    };
  }

  /** @throws DomainError billing.verification_running */
  async startVerification(): Promise<VerificationDto> {
    return this.getVerification(await this.verification.start());
  }

  async getVerification(id: string): Promise<VerificationDto> {
    await this.verifications.endStale();
    const row = await this.verifications.find(id);
    if (!row) throw new NotFoundError();
    const [dto] = await this.described([row]);
    return dto as VerificationDto;
  }

  async listVerifications({ cursor, limit = PAGE_LIMIT_DEFAULT }: PageQuery): Promise<VerificationPageDto> {
    await this.verifications.endStale();
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    const page = pageOf(await this.verifications.list(after, limit + 1), limit, (row) => row);
    return { items: await this.described(page.items), nextCursor: page.nextCursor };
  }

  private async described(rows: readonly VerificationRow[]): Promise<VerificationDto[]> {
    const people = await this.identity.userNames(rows.flatMap(({ startedBy }) => startedBy ?? []));
    return rows.map((row) => ({
      id: row.id,
      state: row.state,
      startedAt: row.createdAt,
      finishedAt: row.finishedAt,
      durationMs: row.durationMs,
      progress: row.progress,
      daily: row.startedBy === null,
      startedByName: (row.startedBy && people.get(row.startedBy)) ?? null,
      accounts: count(row.accounts),
      bookings: count(row.bookings),
      openHolds: count(row.openHolds),
      receipts: count(row.receipts),
      differences: count(row.differences),
      findings: [...(row.findings ?? [])],
    }));
  }
}

function count(text: string | null): number | null {
  return text === null ? null : Number(text);
}
