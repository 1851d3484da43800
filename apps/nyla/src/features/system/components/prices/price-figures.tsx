import { Text, VisuallyHidden } from '@mantine/core';
import type { PriceVersionDto } from '@nyla/contracts';
import { useTranslation } from 'react-i18next';
import { formatCount } from '@/lib/money';
import { decimalText } from '../../logic/decimal-text';
import { compareFigures, FEE_KINDS, type FigureChange, TOKEN_KINDS } from '../../logic/price-figures';
import classes from '../system.module.css';

const GROUPS = ['base', 'longPrompt', 'fees', 'multipliers'] as const;

interface PriceFiguresProps {
  readonly price: PriceVersionDto;
  /** What it took the place of; its other figures are marked. */
  readonly before: PriceVersionDto | undefined;
}

/** The figures of a price in groups, with what is new marked. */
export function PriceFigures({ price, before }: PriceFiguresProps) {
  const { t } = useTranslation('system');
  const figures = compareFigures(price, before);
  return (
    <>
      {GROUPS.map((group) => {
        const own = figures.filter((figure) => figure.group === group);
        if (own.length === 0) return null;
        return (
          <div key={group}>
            <Text size="xs" fw={600} mt="sm" mb={4}>
              {t(`figures.${group}`)}
            </Text>
            <dl className={classes['figures']}>
              {own.map((figure) => (
                <FigureEntry key={figure.path} figure={figure} />
              ))}
            </dl>
          </div>
        );
      })}
    </>
  );
}

function FigureEntry({ figure }: { readonly figure: FigureChange }) {
  const { t } = useTranslation('system');
  const { before, after, changed, kind } = figure;
  const write = (value: string | null) => {
    if (value === null) return t('figures.none');
    return kind === 'aboveInputTokens' ? formatCount(Number(value)) : decimalText(value);
  };
  return (
    <div className={changed ? classes['changed'] : undefined}>
      <dt>{useKindName(figure)}</dt>
      <dd>
        {write(after)}
        {changed ? (
          <span className={classes['before']}>
            {' '}
            {t('figures.before', { value: write(before) })}
            <VisuallyHidden> {t('figures.changed')}</VisuallyHidden>
          </span>
        ) : null}
      </dd>
    </div>
  );
}

function useKindName({ group, kind }: FigureChange): string {
  const { t } = useTranslation('system');
  if (group === 'multipliers') return kind;
  if (kind === 'aboveInputTokens') return t('kind.aboveInputTokens');
  const token = TOKEN_KINDS.find((known) => known === kind);
  if (token) return t(`kind.${token}`);
  const fee = FEE_KINDS.find((known) => known === kind);
  return fee
    ? t(`feeKind.${fee === 'metered.likelyUsd' ? 'likelyUsd' : fee === 'metered.maximumUsd' ? 'maximumUsd' : fee}`)
    : kind;
}
