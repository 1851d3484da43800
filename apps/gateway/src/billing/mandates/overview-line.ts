import type { BalanceState, MandateOverviewDto } from '@nyla/contracts';
import { type Nano, toChf } from '@nyla/money';
import type { MandateLine } from '../../mandates/mandates.facade.js';
import { EXHAUSTED_BELOW } from '../warnings/exhausted.js';
import { warnDaysOf } from '../warnings/warn-days.js';
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
  // Half a suspension, whichever half, stops all calls.
  const suspended = mandate.status === 'suspended' || figures.suspended;
  const state = suspended ? 'suspended' : stateOf(figures, available, runwayDays);
  return { ...mandate, figures, state, available, averagePerDay, runwayDays };
}

/** As the balance of one account is judged, for all of the mandate's together. */
function stateOf(figures: MandateFigures, available: Nano | null, runwayDays: number | null): BalanceState {
  if (available === null) return 'unlimited';
  if (available < EXHAUSTED_BELOW) return 'exhausted';
  const { lowBalanceThreshold, warnPercent, lastIncome } = figures;
  const warnDays = warnDaysOf(figures);
  const isLow =
    (lowBalanceThreshold !== null && available < lowBalanceThreshold) ||
    (warnDays !== null && runwayDays !== null && runwayDays < warnDays) ||
    (warnPercent !== null && lastIncome !== null && available * 100n < lastIncome * BigInt(warnPercent));
  return isLow ? 'low' : 'ok';
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
