import { Injectable } from '@nestjs/common';
import { AicoreFacade } from '../../aicore/aicore.facade.js';
import { Clock } from '../../common/clock.js';
import { BookingNamesService } from '../booking-names.service.js';
import type { StatisticsRow } from '../statistics.repository.js';

/** For whoever has no name any more. */
const NO_NAME = '–';

interface NamesOf {
  readonly model: (row: StatisticsRow) => string;
  readonly user: (row: StatisticsRow) => string;
  readonly automation: (row: StatisticsRow) => string;
}

/** What models, people and automations are called in a report. */
@Injectable()
export class ReportNames {
  constructor(
    private readonly bookings: BookingNamesService,
    private readonly aicore: AicoreFacade,
    private readonly clock: Clock,
  ) {}

  async of(
    mandateId: string,
    byUser: readonly StatisticsRow[],
    byAutomation: readonly StatisticsRow[],
  ): Promise<NamesOf> {
    const [prices, { users, automations }] = await Promise.all([
      this.aicore.pricesAt(this.clock.now()),
      this.bookings.of(
        mandateId,
        byUser.map(({ userId }) => userId),
        byAutomation.map(({ automationId }) => automationId),
      ),
    ]);
    return {
      model: ({ connectorType, model }) =>
        (connectorType && prices.models(connectorType).find((info) => info.model === model)?.displayName) ??
        model ??
        NO_NAME,
      user: ({ userId }) => (userId && users.get(userId)) || NO_NAME,
      automation: ({ automationId }) => (automationId && automations.get(automationId)) || NO_NAME,
    };
  }
}
