import { Injectable } from '@nestjs/common';
import {
  type MandateKind,
  type MandateStatus,
  type MemberStatus,
  PAGE_LIMIT_DEFAULT,
  type PageQuery,
  type SuspensionDto,
} from '@nyla/contracts';
import { DomainError, NotFoundError } from '../common/errors/domain-error.js';
import { decodeCursor, pageOf } from '../common/http/cursor.js';
import { newId } from '../common/ids.js';
import type { Mandate } from './mandate.entity.js';
import { type MandateLine, MandateRepository, type MandateRow, type MemberRow } from './mandate.repository.js';

export type { MandateLine } from './mandate.repository.js';

/** A mandate as other modules see it. */
export interface MandateInfo {
  readonly id: string;
  readonly name: string;
  readonly kind: MandateKind;
  readonly status: MandateStatus;
  /** Since when nothing new may run in it, and why; absent or null while it is active. */
  readonly suspendedAt?: Date | null;
  readonly suspensionReason?: string | null;
}

/** A mandate under a lock, and how to change it. */
export type MandateChanges = Partial<Pick<Mandate, 'name' | 'status' | 'suspendedAt' | 'suspensionReason'>>;

/** Why nothing new may run in a mandate; null while it is active. */
export function suspensionOf({ status, suspendedAt, suspensionReason }: MandateInfo): SuspensionDto | null {
  if (status !== 'suspended') return null;
  return { since: suspendedAt?.toISOString() ?? null, reason: suspensionReason ?? null };
}

/** @throws DomainError mandate.suspended, with the reason that its people may read */
export function refuseSuspended(mandate: MandateInfo): void {
  const suspension = suspensionOf(mandate);
  if (suspension) throw new DomainError('mandate.suspended', suspension);
}

/** A mandate as one of its members sees it. */
export interface Membership extends MandateInfo {
  readonly lastSeenAt: Date | null;
}

interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

const SEEN_EVERY_MS = 15 * 60_000;

// German is the default language, and "Ä" belongs beside "A" in all of ours.
const BY_NAME = new Intl.Collator('de-CH');

/** The mandates and their members, for every other module. Who may ask is decided by the caller. */
@Injectable()
export class MandatesFacade {
  constructor(private readonly mandates: MandateRepository) {}

  /** @throws a unique violation (`common.conflict`) for a second ROOT mandate. */
  async create({ name, kind }: { name: string; kind: MandateKind }): Promise<MandateInfo> {
    const mandate = { id: newId(), name, kind };
    await this.mandates.insert(mandate);
    return { ...mandate, status: 'active' };
  }

  /** A customer's mandate under an id that the caller made. Answers whether it is new; else it gets this name. */
  ensureCustomer(id: string, name: string): Promise<boolean> {
    return this.mandates.ensureCustomer(id, name);
  }

  /** Fixed until the transaction of the app's database ends. @throws NotFoundError */
  async lock(id: string): Promise<MandateInfo> {
    const mandate = await this.mandates.lock(id);
    if (!mandate) throw new NotFoundError();
    return mandate;
  }

  /** Only in the transaction that has locked it. */
  change(id: string, changes: MandateChanges): Promise<void> {
    return this.mandates.change(id, changes);
  }

  /** Every mandate with its number of members, in no order. For the operator only. */
  overview(search: string | undefined): Promise<MandateLine[]> {
    return this.mandates.overview(search);
  }

  /** Every mandate by id. For the operator only. */
  all(): Promise<MandateInfo[]> {
    return this.mandates.all();
  }

  find(id: string): Promise<MandateInfo | undefined> {
    return this.mandates.find(id);
  }

  /** @throws NotFoundError when there is no such mandate. */
  async get(id: string): Promise<MandateInfo> {
    const mandate = await this.mandates.find(id);
    if (!mandate) throw new NotFoundError();
    return mandate;
  }

  findRoot(): Promise<MandateInfo | undefined> {
    return this.mandates.findRoot();
  }

  /** Names by id; unknown ids are missing. For the operator only. */
  async names(ids: readonly string[]): Promise<Map<string, string>> {
    const mandates = ids.length === 0 ? [] : await this.mandates.findMany([...new Set(ids)]);
    return new Map(mandates.map(({ id, name }) => [id, name]));
  }

  /** All mandates, newest first. For the operator only. */
  async list({ cursor, limit = PAGE_LIMIT_DEFAULT }: PageQuery): Promise<Page<MandateRow>> {
    const rows = await this.mandates.list(limit + 1, cursor === undefined ? undefined : decodeCursor(cursor));
    return pageOf(rows, limit, (row) => row);
  }

  /** Idempotent. @throws a foreign key violation (`common.not_found`) when either does not exist. */
  async addMember(mandateId: string, userId: string): Promise<void> {
    await this.mandates.addMember(mandateId, userId);
  }

  /** Also for somebody whose membership is deactivated: the history, and what is owed, stay. */
  isMember(mandateId: string, userId: string): Promise<boolean> {
    return this.mandates.isMember(mandateId, userId);
  }

  /** Undefined for no member. */
  async memberStatus(mandateId: string, userId: string): Promise<MemberStatus | undefined> {
    const membership = await this.mandates.findMembership(mandateId, userId);
    return membership ? (membership.deactivatedAt === null ? 'active' : 'deactivated') : undefined;
  }

  /** False when the membership is so already, or when there is none. Permissions are gone with the commit. */
  setDeactivated(mandateId: string, userId: string, deactivatedAt: Date | null): Promise<boolean> {
    return this.mandates.setDeactivated(mandateId, userId, deactivatedAt);
  }

  /** Writes down, every quarter of an hour at most, that a member did something. */
  async noteSeen({ id, lastSeenAt }: Membership, userId: string, now: Date): Promise<void> {
    if (lastSeenAt && now.getTime() - lastSeenAt.getTime() < SEEN_EVERY_MS) return;
    await this.mandates.setLastSeen(id, userId, now);
  }

  /** The members of a mandate, the newest first. */
  async members(mandateId: string, { cursor, limit = PAGE_LIMIT_DEFAULT }: PageQuery): Promise<Page<MemberRow>> {
    const rows = await this.mandates.members(
      mandateId,
      limit + 1,
      cursor === undefined ? undefined : decodeCursor(cursor),
    );
    return pageOf(rows, limit, ({ createdAt, userId }) => ({ createdAt, id: userId }));
  }

  /** The mandates that a person belongs to, by name. */
  async membershipsOf(userId: string): Promise<Membership[]> {
    return (await this.sorted(userId)).filter(({ isDeactivated }) => !isDeactivated);
  }

  /** The mandates in which a person's membership was deactivated, by name. */
  async formerMembershipsOf(userId: string): Promise<Membership[]> {
    return (await this.sorted(userId)).filter(({ isDeactivated }) => isDeactivated);
  }

  private async sorted(userId: string) {
    const mandates = await this.mandates.membershipsOf(userId);
    return mandates.toSorted((a, b) => BY_NAME.compare(a.name, b.name) || (a.id < b.id ? -1 : 1));
  }
}
