import type { MandateOverviewDto } from '@nyla/contracts';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/money/money';
import { useRunwayText } from '../hooks/use-runway-text';
import classes from './mandates.module.css';
import { StatePill } from './state-pill';

/** Mandates as a list of links, for phones and tablets. */
export function MandateCards({ mandates }: { readonly mandates: readonly MandateOverviewDto[] }) {
  const { t } = useTranslation('mandates');
  const runwayText = useRunwayText();
  return (
    <ul className={classes['cards']} aria-label={t('caption')}>
      {mandates.map((mandate) => (
        <li key={mandate.id}>
          <Link to="/admin/mandates/$mandateId" params={{ mandateId: mandate.id }} className={classes['card'] ?? ''}>
            <span className={classes['cardName']}>{mandate.name}</span>
            <StatePill state={mandate.state} />
            <span className={classes['cardFigures']}>
              <span>
                {t('column.available')}{' '}
                {mandate.available === null ? (
                  t('state.unlimited')
                ) : (
                  <strong>
                    <Money amount={mandate.available} decimals={2} />
                  </strong>
                )}
              </span>
              {mandate.runwayDays === null ? null : <span>{t('lasts', { runway: runwayText(mandate) })}</span>}
              <span>
                {t('column.usedThisMonth')} <Money amount={mandate.usedThisMonth} decimals={2} />
              </span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
