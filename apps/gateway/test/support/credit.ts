import { randomUUID } from 'node:crypto';
import type { BillingSettingsDto, ProblemDto, TopUpDto, TransferDto, UpdateMandateSettingsDto } from '@nyla/contracts';
import type { Answer, Sender } from './people.js';
import type { World } from './world.js';

export type Answered<T> = Promise<Answer<T & ProblemDto>>;

/** What people send about credit. */
export class Credit {
  constructor(private readonly world: World) {}

  /** With a key of its own unless one is given. */
  post<T>(as: Sender, path: string, body: object, key: string = randomUUID()): Answered<T> {
    return this.world.people.send('POST', path, { as, body, headers: { 'idempotency-key': key } });
  }

  set(
    mandateId: string,
    body: UpdateMandateSettingsDto,
    as: Sender = this.world.operator,
  ): Answered<BillingSettingsDto> {
    return this.world.people.send('PUT', `admin/mandates/${mandateId}/settings`, { as, body });
  }

  topUp(as: Sender, amount: string, key?: string): Answered<TopUpDto> {
    return this.post(as, 'billing/top-ups', { amount }, key);
  }

  request(as: Sender, amount: string, note?: string): Answered<TopUpDto> {
    return this.post(as, 'billing/top-up-requests', { amount, ...(note !== undefined && { note }) });
  }

  book(
    id: string,
    amount: string,
    more: object = {},
    key?: string,
    as: Sender = this.world.operator,
  ): Answered<TopUpDto> {
    return this.post(as, `admin/top-up-requests/${id}/booking`, { amount, reason: 'Bezahlt', ...more }, key);
  }

  decline(id: string, as: Sender = this.world.operator): Answered<TopUpDto> {
    return this.world.people.send('POST', `admin/top-up-requests/${id}/refusal`, {
      as,
      body: { reason: 'Offene Rechnung' },
    });
  }

  transfer(
    as: Sender,
    fromUserId: string | null,
    toUserId: string | null,
    amount: string,
    key?: string,
  ): Answered<TransferDto> {
    return this.post(as, 'billing/transfers', { fromUserId, toUserId, amount }, key);
  }

  /** The lines of the trail about a mandate's billing, oldest first. */
  async trail(mandateId: string): Promise<TrailRow[]> {
    const { rows } = await this.world.billing.query<TrailRow>(
      'SELECT action, subject_id, subject_name, user_id, before, after FROM audit_entry WHERE mandate_id = $1 ORDER BY created_at',
      [mandateId],
    );
    return rows;
  }

  async bookings(
    mandateId: string,
  ): Promise<{ type: string; amount: string; user_id: string | null; reference: string | null }[]> {
    const { rows } = await this.world.billing.query<{
      type: string;
      amount: string;
      user_id: string | null;
      reference: string | null;
    }>('SELECT type, amount, user_id, reference FROM billing_transaction WHERE mandate_id = $1 ORDER BY created_at', [
      mandateId,
    ]);
    return rows;
  }
}

export interface TrailRow {
  readonly action: string;
  readonly subject_id: string;
  readonly subject_name: string;
  readonly user_id: string | null;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
}
