import { List, Stack, Text } from '@mantine/core';
import type { WarningRuleDto, WarningsDto } from '@nyla/contracts';
import { IconAlertTriangle, IconBell, IconBellCheck, IconInfinity } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { SkeletonLines } from '@/components/ui/skeletons';
import { formatInstant } from '@/lib/format-date';
import { moneyText } from '@/lib/money-text';
import { useLocale } from '@/lib/use-locale';
import { warningsQuery } from '../api/credit-queries';
import { ruleForm, type WarningState, warningState } from '../logic/warnings';
import classes from './credit.module.css';

const ICONS = {
  unlimited: IconInfinity,
  armed: IconBell,
  armedEmpty: IconBell,
  members: IconBell,
  low: IconAlertTriangle,
  empty: IconAlertTriangle,
  lowTold: IconBellCheck,
  exhaustedTold: IconBellCheck,
} as const satisfies Record<WarningState['kind'], typeof IconBell>;

/** What the thresholds come to now, whether one of them is crossed, and who is told. */
export function WarningsNote() {
  const { t } = useTranslation('credit');
  const { data: warnings, error, refetch } = useQuery(warningsQuery);
  if (!warnings)
    return error ? <ErrorCard error={error} onRetry={() => void refetch()} /> : <SkeletonLines lines={3} />;
  const { rules, members } = warnings;
  return (
    <Stack gap="sm">
      <StateLine state={warningState(warnings)} />
      {rules.length > 0 ? (
        <>
          <List size="sm" spacing={4} aria-label={t('warning.rules')}>
            {rules.map((rule) => (
              <List.Item key={rule.kind}>
                <Rule rule={rule} warnings={warnings} />
              </List.Item>
            ))}
          </List>
          <Text size="sm" c="dimmed">
            {t(members ? 'warning.whoMembers' : 'warning.who')}
          </Text>
        </>
      ) : null}
    </Stack>
  );
}

function StateLine({ state }: { readonly state: WarningState }) {
  const { t } = useTranslation('credit');
  const [locale] = useLocale();
  const Icon = ICONS[state.kind];
  const values = {
    ...('below' in state && { amount: moneyText(state.below) }),
    ...('at' in state && { date: formatInstant(state.at, locale) }),
    ...(state.kind === 'members' && { armed: state.armed, low: state.low, exhausted: state.exhausted }),
  };
  return (
    <Text component="p" m={0} className={classes['warning'] ?? ''} data-kind={state.kind}>
      <Icon size={20} stroke={1.8} aria-hidden />
      <span>{t(`warning.state.${state.kind}`, values)}</span>
    </Text>
  );
}

function Rule({ rule, warnings }: { readonly rule: WarningRuleDto; readonly warnings: WarningsDto }) {
  const { t } = useTranslation('credit');
  const { kind, below, percent, lastCredit, days, decisive } = rule;
  const isFirstOfSeveral = decisive && warnings.rules.length > 1;
  const values = {
    amount: below === null ? '' : moneyText(below),
    credit: lastCredit === null ? '' : moneyText(lastCredit),
    percent: percent ?? 0,
    count: days ?? 0,
  };
  // An amount is the same for everybody.
  const text = t(kind === 'amount' ? 'warning.amount.known' : `warning.${kind}.${ruleForm(rule, warnings)}`, values);
  return isFirstOfSeveral ? <strong>{t('warning.first', { text })}</strong> : text;
}
