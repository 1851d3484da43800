import { Injectable } from '@nestjs/common';
import type { WarningRuleDto, WarningsDto } from '@nyla/contracts';
import { type Nano, toChf } from '@nyla/money';
import { RequestContext } from '../../common/context/request-context.js';
import { type Account, AccountsRepository, type Settings } from '../accounts.repository.js';
import { AccountsService, availableOf } from '../accounts.service.js';
import { hasOwnThreshold, warnDaysOf } from './warn-days.js';
import { type Alert, WarnLevelsRepository } from './warn-levels.repository.js';

type Rule = Omit<WarningRuleDto, 'decisive' | 'below'> & { readonly below: Nano | null };

/** Says when a mandate is warned, in CHF, and how its account stands to that. */
@Injectable()
export class WarningsService {
  constructor(
    private readonly accounts: AccountsService,
    private readonly repository: AccountsRepository,
    private readonly levels: WarnLevelsRepository,
    private readonly context: RequestContext,
  ) {}

  async get(): Promise<WarningsDto> {
    const mandateId = this.context.mandate.id;
    const settings = await this.accounts.getSettings(mandateId);
    const account = await this.repository.findAccount(mandateId, null);
    const alert = account && (await this.levels.find(mandateId, account.id));
    const free = account ? availableOf({ ...account, held: 0n }) : null;
    return {
      level: alert?.level ?? 'off',
      warnedAt: alert?.warnedAt?.toISOString() ?? null,
      free: free === null ? null : toChf(free),
      rules: decided(await this.rulesOf(settings, account, alert)),
      members: settings.billingModel === 'PREPAY_USER' ? await this.members(mandateId) : null,
    };
  }

  private async rulesOf(settings: Settings, account: Account | undefined, alert: Alert | undefined): Promise<Rule[]> {
    const { billingModel, lowBalanceThreshold, warnPercent } = settings;
    if (billingModel === 'UNLIMITED') return [];
    const paying = billingModel === 'PREPAY_USER' ? undefined : account;
    const blank = { below: null, percent: null, lastCredit: null, days: null, common: false };
    const rules: Rule[] = [];
    if (lowBalanceThreshold !== null) rules.push({ ...blank, kind: 'amount', below: lowBalanceThreshold });
    if (warnPercent !== null) {
      const credit = paying && (await this.accounts.lastIncome(paying));
      const shares = credit === undefined ? {} : { below: shareOf(credit, warnPercent), lastCredit: toChf(credit) };
      rules.push({ ...blank, kind: 'percent', percent: warnPercent, ...shares });
    }
    const days = warnDaysOf(settings);
    if (days !== null) {
      const below = (paying && alert?.runwayCost) ?? null;
      rules.push({ ...blank, kind: 'days', days, below, common: !hasOwnThreshold(settings) });
    }
    return rules;
  }

  private async members(mandateId: string): Promise<WarningsDto['members']> {
    const counts = await this.levels.countMembers(mandateId);
    return {
      armed: counts.get('armed') ?? 0,
      low: counts.get('low') ?? 0,
      exhausted: counts.get('exhausted') ?? 0,
    };
  }
}

/** Rounded up to a nano-franc, as the ledger does. */
function shareOf(credit: Nano, percent: number): Nano {
  return (credit * BigInt(percent) + 99n) / 100n;
}

function decided(rules: readonly Rule[]): WarningRuleDto[] {
  const highest = rules.reduce<Rule | undefined>(
    (best, rule) => (rule.below !== null && (best?.below == null || rule.below > best.below) ? rule : best),
    undefined,
  );
  return rules.map((rule) => ({
    ...rule,
    below: rule.below === null ? null : toChf(rule.below),
    decisive: rule === highest,
  }));
}
