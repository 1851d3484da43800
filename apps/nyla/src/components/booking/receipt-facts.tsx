import { Anchor } from '@mantine/core';
import type { TransactionDetailDto } from '@nyla/contracts';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/money/money';
import { useModelName } from '@/lib/models';
import { formatCount } from '@/lib/money';
import classes from './receipt.module.css';
import { Fact } from './receipt-fact';
import { ReceiptOrigin } from './receipt-origin';
import { useConnectorLabel } from './use-labels';

interface ReceiptFactsProps {
  readonly transaction: TransactionDetailDto;
  readonly onOpen: ((transactionId: string) => void) | undefined;
  readonly linked: boolean;
}

/** Who, what, how it ended, and where the balance stood afterwards. */
export function ReceiptFacts({ transaction, onOpen, linked }: ReceiptFactsProps) {
  const { t } = useTranslation('billing');
  const connectorLabel = useConnectorLabel();
  const modelName = useModelName();
  const { connectorType, model, userName, outcome, estimated, late, reason, reference, usage, reversalOf, reversedBy } =
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
      <ReceiptOrigin transaction={transaction} linked={linked} />
      {reason ? <Fact name={t('receipt.reason')}>{reason}</Fact> : null}
      {reference ? <Fact name={t('receipt.reference')}>{reference}</Fact> : null}
      {reversalOf ? (
        <Fact name={t('receipt.reversalOf')}>
          <BookingLink id={reversalOf} text={t('receipt.openReversed')} onOpen={onOpen} />
        </Fact>
      ) : null}
      {reversedBy ? (
        <Fact name={t('receipt.reversedBy')}>
          <BookingLink id={reversedBy} text={t('receipt.openReversal')} onOpen={onOpen} />
        </Fact>
      ) : null}
      <Fact name={t('receipt.balanceAfter')}>
        <Money amount={transaction.balanceAfter} precision="full" />
      </Fact>
    </dl>
  );
}

interface BookingLinkProps {
  readonly id: string;
  readonly text: string;
  readonly onOpen: ((transactionId: string) => void) | undefined;
}

/** Another booking that belongs to this one; only its number where there is no way to it. */
function BookingLink({ id, text, onOpen }: BookingLinkProps) {
  if (!onOpen) return id;
  return (
    <Anchor component="button" type="button" c="var(--nyla-accent-text)" onClick={() => onOpen(id)}>
      {text}
    </Anchor>
  );
}
