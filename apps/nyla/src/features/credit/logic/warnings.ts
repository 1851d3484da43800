import type { WarningRuleDto, WarningsDto } from '@nyla/contracts';

/** What is said of a mandate's warnings now: which sentence, and its figures. */
export type WarningState =
  | { readonly kind: 'unlimited' | 'armedEmpty' | 'empty' }
  | { readonly kind: 'armed' | 'low'; readonly below: string }
  | { readonly kind: 'lowTold'; readonly below: string; readonly at: string }
  | { readonly kind: 'exhaustedTold'; readonly at: string }
  | { readonly kind: 'members'; readonly armed: number; readonly low: number; readonly exhausted: number };

/** Whose threshold a rule is: of the one account, of each member's, or of nobody's yet. */
export type RuleForm = 'known' | 'member' | 'unknown';

export function warningState({ level, warnedAt, rules, members }: WarningsDto): WarningState {
  if (members) return { kind: 'members', ...members };
  const below = rules.find(({ decisive }) => decisive)?.below ?? null;
  switch (level) {
    case 'off':
      return { kind: 'unlimited' };
    case 'armed':
      return below === null ? { kind: 'armedEmpty' } : { kind: 'armed', below };
    case 'low':
      // Without a threshold nothing can be low any more: it was, before the threshold went.
      if (below === null) return { kind: 'armedEmpty' };
      return warnedAt === null ? { kind: 'low', below } : { kind: 'lowTold', below, at: warnedAt };
    case 'exhausted':
      return warnedAt === null ? { kind: 'empty' } : { kind: 'exhaustedTold', at: warnedAt };
  }
}

export function ruleForm({ below }: WarningRuleDto, { members }: WarningsDto): RuleForm {
  if (below !== null) return 'known';
  return members ? 'member' : 'unknown';
}
