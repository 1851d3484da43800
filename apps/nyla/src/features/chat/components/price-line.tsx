import { Text, UnstyledButton } from '@mantine/core';
import type { MessageDto, UsageDto } from '@nyla/contracts';
import { IconChevronDown } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { DetailsPopover } from '@/components/ui/details-popover';
import { formatCount, formatMoney } from '@/lib/money';
import { totalCharged } from '../logic/charges';
import { Charges } from './charges';
import classes from './chat.module.css';

interface PriceLineProps {
  readonly message: MessageDto;
  readonly onOpenReceipt: (transactionId: string) => void;
}

/**
 * What an answer cost and why: `CHF 0.0042 · 1'204 → 310 Tokens`. Opens the receipt, or where there were several
 * bookings their list.
 */
export function PriceLine({ message, onOpenReceipt }: PriceLineProps) {
  const { t } = useTranslation('chat');
  const { usage, price, charges } = message;
  const total = totalCharged(message);
  const estimated = price?.estimated || charges.some((charge) => charge.estimated);
  const text = [
    total === null ? null : formatMoney(total),
    usage && hasTokens(usage)
      ? t('price.tokens', { input: formatCount(inputTokens(usage)), output: formatCount(usage.output) })
      : null,
    usage && usage.searchRequests > 0 ? t('price.searches', { count: usage.searchRequests }) : null,
    estimated ? t('price.estimated') : null,
  ]
    .filter((part) => part !== null)
    .join(' · ');
  if (text === '') return null;
  const only = charges.length > 1 ? null : (charges[0]?.transactionId ?? price?.transactionId);
  if (total === null || only === undefined) {
    return (
      <Text component="span" size="sm" c="dimmed">
        {text}
      </Text>
    );
  }
  const exact = formatMoney(total, { precision: 'full' });
  const count = t('price.bookings', { count: charges.length });
  if (only !== null) {
    return (
      <UnstyledButton
        className={classes['price'] ?? ''}
        title={exact}
        aria-label={`${t('price.open', { amount: formatMoney(total) })}: ${text}`}
        onClick={() => onOpenReceipt(only)}
      >
        {text}
      </UnstyledButton>
    );
  }
  return (
    <DetailsPopover
      label={t('price.charges')}
      renderTrigger={(props) => (
        <UnstyledButton
          {...props}
          className={classes['price'] ?? ''}
          title={exact}
          aria-label={`${t('price.openAll', { amount: formatMoney(total) })}: ${text} · ${count}`}
        >
          {text} · <span className={classes['together']}>{count}</span>
          <IconChevronDown size={14} stroke={1.8} aria-hidden className={classes['chevron']} />
        </UnstyledButton>
      )}
    >
      {(close) => (
        <Charges
          message={message}
          onOpenReceipt={(id) => {
            // First: the receipt gives the focus back to whatever holds it now.
            close();
            onOpenReceipt(id);
          }}
        />
      )}
    </DetailsPopover>
  );
}

function hasTokens(usage: UsageDto): boolean {
  return inputTokens(usage) > 0 || usage.output > 0;
}

function inputTokens({ input, cacheRead, cacheWrite, cacheWriteLong }: UsageDto): number {
  return input + cacheRead + cacheWrite + cacheWriteLong;
}
