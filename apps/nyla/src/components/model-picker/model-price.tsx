import { Text } from '@mantine/core';
import type { ModelPriceDto } from '@nyla/contracts';
import { useTranslation } from 'react-i18next';
import { formatCount, formatMoney } from '@/lib/money';
import classes from './model-picker.module.css';

/** What a model costs: tokens in and out, or at most per request, and what an answer typically comes to. */
export function ModelPrice({ price }: { readonly price: ModelPriceDto }) {
  const { t } = useTranslation('models');
  const plain = (amount: string) => formatMoney(amount, { currency: false });
  const { inputPerMillion, outputPerMillion, longPromptAbove, searchRequest, maximumPerCall } = price;
  return (
    <div className={classes['price']}>
      {maximumPerCall !== null ? (
        <>
          <Text component="span" size="sm" display="block">
            {t('picker.metered', { amount: formatMoney(maximumPerCall) })}
          </Text>
          <Text component="span" size="xs" c="dimmed" display="block" className={classes['note'] ?? ''}>
            {t('picker.meteredNote')}
          </Text>
        </>
      ) : inputPerMillion !== null && outputPerMillion !== null ? (
        <Text component="span" size="sm" display="block">
          {t('picker.inOut', { input: plain(inputPerMillion), output: plain(outputPerMillion) })}
        </Text>
      ) : null}
      <Text component="span" size="sm" c="dimmed" display="block">
        {t('picker.typical', { amount: formatMoney(price.typicalAnswer) })}
      </Text>
      {/* What stands in the details beside the list, where there is room for them. */}
      <Text component="span" size="xs" c="dimmed" className={classes['inlineDetails'] ?? ''}>
        {longPromptAbove !== null && price.longPromptInputPerMillion && price.longPromptOutputPerMillion
          ? t('picker.longPrompt', {
              tokens: formatCount(longPromptAbove),
              input: plain(price.longPromptInputPerMillion),
              output: plain(price.longPromptOutputPerMillion),
            })
          : null}
        {searchRequest !== null ? ` ${t('picker.searchFee', { amount: formatMoney(searchRequest) })}` : null}
      </Text>
    </div>
  );
}
