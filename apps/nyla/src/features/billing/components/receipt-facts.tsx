import { Anchor } from '@mantine/core';
import type { TransactionDetailDto } from '@nyla/contracts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/money/money';
import { useModelName } from '@/lib/models';
import { formatCount } from '@/lib/money';
import { useConnectorLabel } from '../hooks/use-labels';
import classes from './receipt.module.css';

interface ReceiptFactsProps {
  readonly transaction: TransactionDetailDto;
  readonly onOpen: ((transactionId: string) => void) | undefined;
}

/** Who, what, how it ended, and where the balance stood afterwards. */
export function ReceiptFacts({ transaction, onOpen }: ReceiptFactsProps) {
  const { t } = useTranslation('billing');
  const connectorLabel = useConnectorLabel();
  const modelName = useModelName();
  const { connectorType, model, userName, outcome, estimated, late, reason, reference, usage, reversalOf } =
    transaction;
  return (
    <dl className={classes['facts']}>
      {model !== null && connectorType !== null ? (
        <Fact name={t('receipt.model')}>
          {connectorLabel(connectorType)} · {modelName(connectorType, model)}
          {modelName(connectorType, model) === model ? null : <span className={classes['id']}> {model}</span>}
        </Fact>
      ) : null}
      {userName ? <Fact name={t('receipt.user')}>{userName}</Fact> : null}
      {outcome ? <Fact name={t('receipt.outcome')}>{t(`receipt.outcomeText.${outcome}`)}</Fact> : null}
      {estimated ? <Fact name={t('mark.estimated')}>{t('receipt.estimatedText')}</Fact> : null}
      {late ? <Fact name={t('mark.late')}>{t('receipt.lateText')}</Fact> : null}
      {usage && usage.reasoning > 0 ? (
        <Fact name={t('receipt.reasoning')}>
          {t('receipt.reasoningTokens', { number: formatCount(usage.reasoning) })}
        </Fact>
      ) : null}
      {reason ? <Fact name={t('receipt.reason')}>{reason}</Fact> : null}
      {reference ? <Fact name={t('receipt.reference')}>{reference}</Fact> : null}
      {reversalOf ? (
        <Fact name={t('receipt.reversalOf')}>
          {onOpen ? (
            <Anchor component="button" type="button" c="var(--nyla-accent-text)" onClick={() => onOpen(reversalOf)}>
              {t('receipt.openReversed')}
            </Anchor>
          ) : (
            reversalOf
          )}
        </Fact>
      ) : null}
      <Fact name={t('receipt.balanceAfter')}>
        <Money amount={transaction.balanceAfter} precision="full" />
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
