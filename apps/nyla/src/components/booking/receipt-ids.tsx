import { ActionIcon, CopyButton, Title, VisuallyHidden } from '@mantine/core';
import type { TransactionDetailDto } from '@nyla/contracts';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './receipt.module.css';

/** The numbers that identify a booking here and at the provider, each with a button to copy it. */
export function ReceiptIds({ transaction }: { readonly transaction: TransactionDetailDto }) {
  const { t } = useTranslation('billing');
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <Title order={3} fz="md" mb="xs" id={id}>
        {t('receipt.ids')}
      </Title>
      <dl className={classes['ids']}>
        <Copyable name={t('receipt.id')} value={transaction.id} />
        {transaction.providerRequestId ? (
          <Copyable name={t('receipt.providerRequestId')} value={transaction.providerRequestId} />
        ) : null}
        {transaction.receipt ? (
          <Copyable name={t('receipt.priceVersionId')} value={transaction.receipt.priceVersionId} />
        ) : null}
        <Copyable name={t('receipt.hash')} value={transaction.hash} />
      </dl>
    </section>
  );
}

function Copyable({ name, value }: { readonly name: string; readonly value: string }) {
  const { t } = useTranslation('billing');
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <code title={value}>{value}</code>
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <>
              <ActionIcon
                variant="subtle"
                color="gray"
                c={copied ? 'var(--nyla-accent-text)' : 'dimmed'}
                size={32}
                aria-label={t('receipt.copy', { name })}
                onClick={copy}
              >
                {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
              </ActionIcon>
              <VisuallyHidden role="status">{copied ? t('receipt.copied', { name }) : ''}</VisuallyHidden>
            </>
          )}
        </CopyButton>
      </dd>
    </div>
  );
}
