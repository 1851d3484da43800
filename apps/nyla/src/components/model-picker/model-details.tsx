import { Text } from '@mantine/core';
import type { ModelDto, ModelPriceDto } from '@nyla/contracts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDay } from '@/lib/format-day';
import { formatCount, formatMoney } from '@/lib/money';
import { Capabilities } from './capabilities';
import classes from './model-picker.module.css';

/** Everything about the model whose row is active: all prices, limits and abilities. */
export function ModelDetails({ model }: { readonly model: ModelDto }) {
  const { t } = useTranslation(['models', 'common']);
  return (
    <>
      <Text fw={600}>{model.displayName}</Text>
      <Text size="xs" c="dimmed" className={classes['modelId'] ?? ''}>
        {t(`common:connector.${model.connectorType}`)} · {model.model}
      </Text>
      {model.price ? <Prices price={model.price} /> : null}
      <dl className={classes['facts']}>
        <Fact name={t('picker.details.context')}>{tokens(model.contextWindow)}</Fact>
        <Fact name={t('picker.details.maxOutput')}>{tokens(model.maxOutputTokens)}</Fact>
        {model.released === null ? null : <Fact name={t('picker.details.released')}>{formatDay(model.released)}</Fact>}
      </dl>
      <Capabilities capabilities={model.capabilities} />
    </>
  );

  function tokens(count: number): string {
    return t('picker.details.tokens', { tokens: formatCount(count) });
  }
}

function Prices({ price }: { readonly price: ModelPriceDto }) {
  const { t } = useTranslation('models');
  const rows: readonly [string, string | null][] = [
    [t('picker.details.input'), price.inputPerMillion],
    [t('picker.details.output'), price.outputPerMillion],
    [t('picker.details.cacheRead'), price.cacheReadPerMillion],
    [t('picker.details.cacheWrite'), price.cacheWritePerMillion],
  ];
  const { longPromptAbove } = price;
  const longRows: readonly [string, string | null][] = [
    [t('picker.details.input'), price.longPromptInputPerMillion],
    [t('picker.details.output'), price.longPromptOutputPerMillion],
  ];
  return (
    <>
      {price.maximumPerCall === null ? <PriceList title={t('picker.perMillion')} rows={rows} /> : null}
      {longPromptAbove === null ? null : (
        <PriceList title={t('picker.details.longPrompt', { tokens: formatCount(longPromptAbove) })} rows={longRows} />
      )}
      <dl className={classes['facts']}>
        {price.maximumPerCall === null ? null : (
          <Fact name={t('picker.details.perCall')}>
            {t('picker.details.atMost', { amount: formatMoney(price.maximumPerCall) })}
          </Fact>
        )}
        {price.searchRequest === null ? null : (
          <Fact name={t('picker.details.search')}>{formatMoney(price.searchRequest)}</Fact>
        )}
        <Fact name={t('picker.details.typical')}>{formatMoney(price.typicalAnswer)}</Fact>
      </dl>
      <Text size="xs" c="dimmed">
        {price.maximumPerCall === null ? null : `${t('picker.details.metered')} `}
        {t('picker.details.validFrom', { date: formatDay(price.validFrom) })}
        {price.confirmed ? null : ` ${t('picker.details.unconfirmed')}`}
      </Text>
    </>
  );
}

interface PriceListProps {
  readonly title: string;
  readonly rows: readonly (readonly [string, string | null])[];
}

function PriceList({ title, rows }: PriceListProps) {
  return (
    <>
      <div className={classes['detailsTitle']}>{title}</div>
      <dl className={classes['facts']}>
        {rows.map(([name, amount]) =>
          amount === null ? null : (
            <Fact key={name} name={name}>
              {formatMoney(amount, { currency: false })}
            </Fact>
          ),
        )}
      </dl>
    </>
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
