import { Text, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { QuoteDto } from '@nyla/contracts';
import { MESSAGE_MAX_LENGTH } from '@nyla/contracts/constants';
import { IconChevronUp } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { DetailsPopover } from '@/components/ui/details-popover';
import type { ModelChoice } from '@/lib/model-choice';
import { formatMoney } from '@/lib/money';
import { quoteQuery } from '../api/model-queries';
import classes from './composer.module.css';
import { EstimateParts } from './estimate-parts';

interface EstimateProps {
  readonly chatId: string | null;
  readonly content: string;
  readonly choice: ModelChoice | null;
  readonly webSearch: string | undefined;
  readonly available: string | null;
}

const TYPING_PAUSE_MS = 350;

/** The price of the message being written: likely and at most. Before that, the credit that there is. */
export function Estimate({ chatId, content, choice, webSearch, available }: EstimateProps) {
  const { t } = useTranslation('chat');
  const [settled] = useDebouncedValue(content, TYPING_PAUSE_MS);
  const writing = content.trim() !== '';
  const request = {
    model: choice?.id ?? '',
    content: settled,
    ...(chatId ? { chatId } : {}),
    ...(webSearch === undefined ? {} : { webSearch }),
  };
  const { data: quote, isError } = useQuery({
    ...quoteQuery(request, available),
    enabled: choice !== null && writing && settled.trim() !== '' && settled.length <= MESSAGE_MAX_LENGTH,
  });
  const credit =
    available === null ? null : t('composer.available', { amount: formatMoney(available, { precision: 'cash' }) });
  // An estimate is a convenience: without one the message can be sent all the same.
  if (!writing || !choice || isError) return <Text className={classes['estimate'] ?? ''}>{credit}</Text>;
  if (!quote) return <Text className={classes['estimate'] ?? ''}>{t('composer.estimating')}</Text>;
  const [likely, maximum] = [formatMoney(quote.likely), formatMoney(quote.maximum)];
  const text = quote.sufficient ? t('composer.estimate', { likely, maximum }) : t('composer.notCovered', { maximum });
  // One call of the model that was chosen has nothing more to tell.
  if (quote.parts.length > 1 || choice.kind === 'auto') {
    return <EstimateButton quote={quote} text={text} isAutomatic={choice.kind === 'auto'} />;
  }
  return (
    <Text className={classes['estimate'] ?? ''} mod={{ short: !quote.sufficient }} title={credit ?? undefined}>
      {text}
    </Text>
  );
}

interface EstimateButtonProps {
  readonly quote: QuoteDto;
  readonly text: string;
  readonly isAutomatic: boolean;
}

/** The figures, and on hover or press what they consist of. */
function EstimateButton({ quote, text, isAutomatic }: EstimateButtonProps) {
  const { t } = useTranslation('chat');
  const last = quote.parts.length - 1;
  const sum = quote.parts.map(
    ({ likely }, index) => `${t(index === last ? 'estimate.answer' : 'estimate.search')} ${formatMoney(likely)}`,
  );
  return (
    <div className={classes['estimate']} data-short={!quote.sufficient || undefined}>
      <DetailsPopover
        label={t('estimate.title')}
        align="end"
        renderTrigger={(props) => (
          <UnstyledButton {...props} className={classes['estimateButton'] ?? ''} title={sum.join(' + ')}>
            {text}
            <IconChevronUp size={14} stroke={1.8} aria-hidden />
          </UnstyledButton>
        )}
      >
        {() => <EstimateParts quote={quote} isAutomatic={isAutomatic} />}
      </DetailsPopover>
    </div>
  );
}
