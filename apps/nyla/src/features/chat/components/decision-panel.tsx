import { UnstyledButton } from '@mantine/core';
import type { ModelCandidateDto, ModelDecisionDto } from '@nyla/contracts';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { autoAimOf } from '@/lib/model-choice';
import { formatMoney } from '@/lib/money';
import { useModelLabel } from '@/lib/use-model-label';
import { isEligible } from '../logic/decision';
import classes from './decision-panel.module.css';

interface DecisionPanelProps {
  readonly decision: ModelDecisionDto;
  readonly onOpenReceipt: (transactionId: string) => void;
}

/** Why a model answered: every candidate in the order of preference, its price for the request, and what became of it. */
export function DecisionPanel({ decision: { requested, chosen, candidates }, onOpenReceipt }: DecisionPanelProps) {
  const { t } = useTranslation(['chat', 'models']);
  const labelOf = useModelLabel();
  const aim = autoAimOf(requested);
  const eligible = candidates.filter(isEligible);
  const others = candidates.filter((candidate) => !isEligible(candidate));
  return (
    <div className={classes['panel']}>
      <div className={classes['title']}>{t('decision.why')}</div>
      <p className={classes['asked']}>
        {t('decision.asked', { name: labelOf(requested) })} {aim ? t(`models:auto.${aim}.text`) : t('decision.list')}
        {chosen === null ? ` ${t('decision.none')}` : null}
      </p>
      <ol className={classes['list']}>
        {eligible.map((candidate) => (
          <Candidate key={candidate.model} candidate={candidate} onOpenReceipt={onOpenReceipt} />
        ))}
      </ol>
      {others.length > 0 ? (
        <details className={classes['others']}>
          <summary>{t('decision.others', { count: others.length })}</summary>
          <ul className={classes['list']}>
            {others.map((candidate) => (
              <Candidate key={candidate.model} candidate={candidate} onOpenReceipt={onOpenReceipt} />
            ))}
          </ul>
        </details>
      ) : null}
    </div>
  );
}

interface CandidateProps {
  readonly candidate: ModelCandidateDto;
  readonly onOpenReceipt: (transactionId: string) => void;
}

function Candidate({ candidate, onOpenReceipt }: CandidateProps) {
  const { t } = useTranslation(['chat', 'common']);
  const labelOf = useModelLabel();
  const { model, outcome, likely, maximum, transactionId } = candidate;
  const failure = useFailure()(candidate);
  // A model that the caller named and that cannot be used comes without its name.
  const name = candidate.displayName === model ? labelOf(model) : candidate.displayName;
  return (
    <li className={classes['candidate']} data-outcome={outcome}>
      <div>
        <div className={classes['name']}>{name}</div>
        <div className={classes['outcome']}>
          {outcome === 'chosen' ? <IconCheck size={14} stroke={2} aria-hidden /> : null}
          {outcome === 'failed' ? <IconAlertTriangle size={14} stroke={1.8} aria-hidden /> : null}
          <span>
            {t(`common:candidate.${outcome}`)}
            {failure ? `: ${failure}` : null}
            {transactionId ? (
              <>
                {' · '}
                <UnstyledButton
                  className={classes['receipt'] ?? ''}
                  aria-label={t('decision.receiptOf', { name })}
                  onClick={() => onOpenReceipt(transactionId)}
                >
                  {t('price.receipt')}
                </UnstyledButton>
              </>
            ) : null}
          </span>
        </div>
      </div>
      {likely !== null && maximum !== null ? (
        <div className={classes['price']}>
          <span>{t('decision.likely', { amount: formatMoney(likely) })}</span>
          <span className={classes['maximum']}>{t('decision.maximum', { amount: formatMoney(maximum) })}</span>
        </div>
      ) : null}
    </li>
  );
}

const FAILURES = {
  'aicore.provider_unavailable': 'unavailable',
  'aicore.rate_limited': 'rateLimited',
  'aicore.timeout': 'timeout',
  'aicore.invalid_request': 'refused',
} as const;

/** Puts the error of a failed attempt into a few words. */
function useFailure(): (candidate: ModelCandidateDto) => string | null {
  const { t } = useTranslation(['chat', 'models']);
  return ({ errorCode }) => {
    if (errorCode === null) return null;
    const known = Object.hasOwn(FAILURES, errorCode) ? FAILURES[errorCode as keyof typeof FAILURES] : 'other';
    return t(`decision.failure.${known}`);
  };
}
