import type { BalanceState, MandateOverviewDto } from '@nyla/contracts';
import { type Nano, toChf } from '@nyla/money';
import type { MandateLine } from '../../mandates/mandates.facade.js';
import { stateOf } from '../balance-state.js';
import type { MandateFigures } from './overview.repository.js';
import { weeklyRunway } from './weekly-runway.js';

/** One mandate with all that can be asked of it; amounts in nano-francs. */
export interface OverviewLine extends MandateLine {
  readonly figures: MandateFigures;
  readonly state: BalanceState;
  /** Null: nothing limits it. */
  readonly available: Nano | null;
  readonly averagePerDay: Nano;
  readonly runwayDays: number | null;
}

/** Puts together what the two databases know of a mandate. A forecast is of all its accounts together. */
export function overviewLine(mandate: MandateLine, figures: MandateFigures, today: string): OverviewLine {
  const { balance, held, creditLimit } = figures;
  const available = creditLimit === null ? null : balance - held + creditLimit;
  const { days: runwayDays, averagePerDay } = weeklyRunway(available, figures, today);
  const state = stateOf({
    // Half a suspension, whichever half, stops all calls.
    suspended: mandate.status === 'suspended' || figures.suspended,
    available,
    threshold: figures.lowBalanceThreshold,
    runwayDays,
  });
  return { ...mandate, figures, state, available, averagePerDay, runwayDays };
}

/** The wire form. */
export function overviewDto({ figures, ...line }: OverviewLine): MandateOverviewDto {
  return {
    id: line.id,
    name: line.name,
    kind: line.kind,
    status: line.status,
    billingModel: figures.billingModel,
    state: line.state,
    balance: toChf(figures.balance),
    held: toChf(figures.held),
    available: line.available === null ? null : toChf(line.available),
    runwayDays: line.runwayDays,
    usedThisMonth: toChf(figures.usedThisMonth),
    usedLastMonth: toChf(figures.usedLastMonth),
    members: line.members,
    lastUsedOn: figures.lastUsedOn,
    createdAt: line.createdAt,
  };
}
