import { Paper } from '@mantine/core';
import type { MandateDetailDto } from '@nyla/contracts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/money/money';
import { formatDay } from '@/lib/format-date';
import { formatCount } from '@/lib/money';
import { useLocale } from '@/lib/use-locale';
import { useRunwayText } from '../hooks/use-runway-text';
import classes from './mandate.module.css';

/** What is available, and what that is made of. */
export function FiguresPanel({ mandate }: { readonly mandate: MandateDetailDto }) {
  const { t } = useTranslation('mandates');
  const [locale] = useLocale();
  const runwayText = useRunwayText();
  return (
    <Paper component="section" withBorder radius="lg" p={{ base: 'md', sm: 'lg' }} aria-label={t('detail.figures')}>
      <dl className={classes['figures']}>
        <Figure name={t('column.available')} large>
          {mandate.available === null ? t('state.unlimited') : <Money amount={mandate.available} decimals={2} />}
        </Figure>
        <Figure name={t('column.balance')}>
          <Money amount={mandate.balance} decimals={2} />
        </Figure>
        <Figure name={t('column.held')}>
          <Money amount={mandate.held} decimals={2} />
        </Figure>
        {mandate.creditLimit !== null && mandate.creditLimit !== '0.00' ? (
          <Figure name={t('settings.creditLimit')}>
            <Money amount={mandate.creditLimit} decimals={2} />
          </Figure>
        ) : null}
        <Figure name={t('column.runwayDays')}>{runwayText(mandate)}</Figure>
        <Figure name={t('detail.averagePerDay')}>
          <Money amount={mandate.averagePerDay} decimals={2} />
        </Figure>
        <Figure name={t('column.usedThisMonth')}>
          <Money amount={mandate.usedThisMonth} decimals={2} />
        </Figure>
        <Figure name={t('column.usedLastMonth')}>
          <Money amount={mandate.usedLastMonth} decimals={2} />
        </Figure>
        <Figure name={t('column.members')}>{formatCount(mandate.members)}</Figure>
        <Figure name={t('column.lastUsedOn')}>
          {mandate.lastUsedOn === null ? '–' : formatDay(mandate.lastUsedOn, locale)}
        </Figure>
        <Figure name={t('column.createdAt')}>{formatDay(mandate.createdAt.slice(0, 10), locale)}</Figure>
      </dl>
    </Paper>
  );
}

interface FigureProps {
  readonly name: string;
  readonly large?: boolean;
  readonly children: ReactNode;
}

function Figure({ name, large = false, children }: FigureProps) {
  return (
    <div data-large={large || undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
