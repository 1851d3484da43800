import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import type { InsufficientBalanceDetails, ModelDto, QuoteDto } from '@nyla/contracts';
import { formatCount, formatMoney, parseChf } from '@nyla/money';
import { IconWalletOff } from '@tabler/icons-react';
import { useQueries } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { quoteQuery } from '../api/model-queries';
import type { ChatRun } from '../logic/chat-runs';
import { cheaperModels } from '../logic/model-list';
import type { SendAgain } from '../logic/send-again';
import classes from './chat.module.css';

interface InsufficientCardProps {
  readonly chatId: string;
  readonly run: ChatRun;
  readonly details: InsufficientBalanceDetails;
  readonly models: readonly ModelDto[];
  readonly onSendAgain: (change: SendAgain) => void;
  readonly onDismiss: () => void;
}

/** So many of the cheapest models are asked for their price. */
const CANDIDATES = 4;

/** Not enough credit: what is missing, and what would still work. */
export function InsufficientCard({ chatId, run, details, models, onSendAgain, onDismiss }: InsufficientCardProps) {
  const { t } = useTranslation('chat');
  const { required, available, affordableOutputTokens, canTopUp } = details;
  const cheaper = useModelThatFits(chatId, run, models);
  const figures = [
    [t('insufficient.required'), formatMoney(required)],
    [t('insufficient.available'), formatMoney(available)],
    [t('insufficient.missing'), formatMoney(parseChf(required) - parseChf(available))],
  ] as const;
  return (
    <Paper withBorder p="lg" radius="md" role="alert" className={classes['insufficient'] ?? ''}>
      <Stack gap="md">
        <Group gap="sm" wrap="nowrap" align="flex-start">
          <IconWalletOff size={22} stroke={1.6} aria-hidden className={classes['insufficientIcon']} />
          <div>
            <Text fw={600}>{t('insufficient.title')}</Text>
            <Text size="sm" c="dimmed">
              {t('insufficient.kept')}
            </Text>
          </div>
        </Group>
        <dl className={classes['figures']}>
          {figures.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <Group gap="xs">
          {affordableOutputTokens === null ? null : (
            <Button
              size="sm"
              className={classes['action'] ?? ''}
              onClick={() => onSendAgain({ maxOutputTokens: affordableOutputTokens })}
            >
              {t('insufficient.shorter', { tokens: formatCount(affordableOutputTokens) })}
            </Button>
          )}
          {cheaper ? (
            <Button
              size="sm"
              variant="default"
              className={classes['action'] ?? ''}
              onClick={() => onSendAgain({ model: cheaper.model.id })}
            >
              {t('insufficient.cheaper', {
                model: cheaper.model.displayName,
                maximum: formatMoney(cheaper.quote.maximum),
              })}
            </Button>
          ) : null}
          <Button
            size="sm"
            variant="subtle"
            color="gray"
            c="dimmed"
            className={classes['action'] ?? ''}
            onClick={onDismiss}
          >
            {t('refused.dismiss')}
          </Button>
        </Group>
        <Text size="sm">{t(canTopUp ? 'insufficient.admin' : 'insufficient.user')}</Text>
      </Stack>
    </Paper>
  );
}

/** The cheapest permitted model whose maximum the credit covers. */
function useModelThatFits(chatId: string, { request }: ChatRun, models: readonly ModelDto[]) {
  const candidates = cheaperModels(models, request.model, CANDIDATES);
  const quotes = useQueries({
    queries: candidates.map(({ id }) => quoteQuery({ model: id, content: request.content ?? '', chatId })),
  });
  for (const [index, { data }] of quotes.entries()) {
    const model = candidates[index];
    const quote: QuoteDto | undefined = data;
    if (model && quote?.sufficient && quote.model === model.id) return { model, quote };
  }
  return null;
}
