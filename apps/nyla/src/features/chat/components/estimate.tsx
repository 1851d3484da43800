import { Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { ModelDto } from '@nyla/contracts';
import { MESSAGE_MAX_LENGTH } from '@nyla/contracts/constants';
import { formatMoney } from '@nyla/money';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { quoteQuery } from '../api/model-queries';
import classes from './chat.module.css';

interface EstimateProps {
  readonly chatId: string | null;
  readonly content: string;
  readonly model: ModelDto | null;
  readonly available: string | null;
}

const TYPING_PAUSE_MS = 350;

/** The price of the message being written: likely and at most. Before that, the credit that there is. */
export function Estimate({ chatId, content, model, available }: EstimateProps) {
  const { t } = useTranslation('chat');
  const [settled] = useDebouncedValue(content, TYPING_PAUSE_MS);
  const writing = content.trim() !== '';
  const { data, isError } = useQuery({
    ...quoteQuery({ model: model?.id ?? '', content: settled, ...(chatId ? { chatId } : {}) }, available),
    enabled: model !== null && writing && settled.trim() !== '' && settled.length <= MESSAGE_MAX_LENGTH,
  });
  const quote = data?.model === model?.id ? data : undefined;
  const credit =
    available === null ? null : t('composer.available', { amount: formatMoney(available, { precision: 'cash' }) });
  // An estimate is a convenience: without one the message can be sent all the same.
  if (!writing || !model || isError) return <Text className={classes['estimate'] ?? ''}>{credit}</Text>;
  if (!quote) return <Text className={classes['estimate'] ?? ''}>{t('composer.estimating')}</Text>;
  if (!quote.sufficient) {
    return (
      <Text className={classes['estimate'] ?? ''} data-short>
        {t('composer.notCovered', { maximum: formatMoney(quote.maximum) })}
      </Text>
    );
  }
  return (
    <Text className={classes['estimate'] ?? ''} title={credit ?? undefined}>
      {t('composer.estimate', { likely: formatMoney(quote.likely), maximum: formatMoney(quote.maximum) })}
    </Text>
  );
}
