import type { Bootstrapped } from '../bootstrap/bootstrap.service.js';
import type { Report } from './report.js';

/** What every installation needs, and whether it was there. */
export function bootstrapReport({ root, rootMade, rolesMade, roles, settingsMade, pricesAdded }: Bootstrapped): Report {
  return {
    ok: true,
    summary: {
      rootMandate: `${root.name}, ${madeOrThere(rootMade)}`,
      billingSettings: madeOrThere(settingsMade),
      defaultRolesMade: rolesMade,
      rolesBroughtUpToDate: roles.updated,
      rolesLeftAsTheirMandateChangedThem: roles.keptAsChanged,
      pricesAdded,
    },
  };
}

function madeOrThere(made: boolean): string {
  return made ? 'made' : 'there already';
}
