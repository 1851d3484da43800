import { Injectable } from '@nestjs/common';
import { IdentityFacade } from '../identity/identity.facade.js';
import { AutomationNames } from './automation-names.js';
import type { NamesInBookings } from './transaction-dto.js';

type Ids = readonly (string | null | undefined)[];

/** Names of the people and of the automations that bookings and sums speak of. */
@Injectable()
export class BookingNamesService {
  constructor(
    private readonly identity: IdentityFacade,
    private readonly automations: AutomationNames,
  ) {}

  /** Unknown ids are missing. */
  async of(mandateId: string, userIds: Ids, automationIds: Ids): Promise<NamesInBookings> {
    const [users, automations] = await Promise.all([
      this.identity.userNames([...new Set(userIds.flatMap((id) => id ?? []))]),
      this.automations.of(mandateId, automationIds),
    ]);
    return { users, automations };
  }

  ofRows(
    mandateId: string,
    rows: readonly { readonly user_id: string | null; readonly automation_id: string | null }[],
  ): Promise<NamesInBookings> {
    return this.of(
      mandateId,
      rows.map((row) => row.user_id),
      rows.map((row) => row.automation_id),
    );
  }
}
