import { Text, UnstyledButton } from '@mantine/core';
import type { MessagePriceDto, UsageDto } from '@nyla/contracts';
import { formatCount, formatMoney } from '@nyla/money';
import { useTranslation } from 'react-i18next';
import classes from './chat.module.css';

interface PriceLineProps {
  readonly price: MessagePriceDto | null;
  readonly usage: UsageDto | null;
  readonly onOpenReceipt: (transactionId: string) => void;
}

/** What an answer cost and why: `CHF 0.0042 · 1'204 → 310 Tokens`. Opens the receipt. */
export function PriceLine({ price, usage, onOpenReceipt }: PriceLineProps) {
  const { t } = useTranslation('chat');
  const parts = [
    price ? formatMoney(price.amount) : null,
    usage ? t('price.tokens', { input: formatCount(inputTokens(usage)), output: formatCount(usage.output) }) : null,
    price?.estimated ? t('price.estimated') : null,
  ].filter((part) => part !== null);
  if (parts.length === 0) return null;
  const text = parts.join(' · ');
  if (!price) {
    return (
      <Text component="span" size="sm" c="dimmed">
        {text}
      </Text>
    );
  }
  return (
    <UnstyledButton
      className={classes['price'] ?? ''}
      title={formatMoney(price.amount, { precision: 'full' })}
      aria-label={`${t('price.open', { amount: formatMoney(price.amount) })}: ${text}`}
      onClick={() => onOpenReceipt(price.transactionId)}
    >
      {text}
    </UnstyledButton>
  );
}

function inputTokens({ input, cacheRead, cacheWrite, cacheWriteLong }: UsageDto): number {
  return input + cacheRead + cacheWrite + cacheWriteLong;
}
