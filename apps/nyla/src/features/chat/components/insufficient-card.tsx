import { Button, type ButtonProps, Group, Paper, Stack, Text } from '@mantine/core';
import type { InsufficientBalanceDetails, ModelDto, QuoteDto, SendMessageDto } from '@nyla/contracts';
import { PROVIDER_WEB_SEARCH } from '@nyla/contracts/constants';
import { IconWallet, IconWalletOff } from '@tabler/icons-react';
import { useQueries } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { cheaperModels } from '@/components/model-picker/model-list';
import { CreditWish } from '@/components/wish/credit-wish';
import { formatCount, formatMoney, parseChf } from '@/lib/money';
import { moneyText } from '@/lib/money-text';
import { quoteQuery } from '../api/model-queries';
import { changedRequest, quoteRequestOf, type SendAgain } from '../logic/send-again';
import classes from './chat.module.css';

interface InsufficientCardProps {
  readonly chatId: string;
  /** What was refused. */
  readonly request: SendMessageDto;
  readonly details: InsufficientBalanceDetails;
  /** Credit that is free now, CHF; null when unknown. */
  readonly available: string | null;
  readonly hasDraft: boolean;
  readonly models: readonly ModelDto[];
  readonly onSendAgain: (change: SendAgain) => void;
  readonly onDismiss: () => void;
}

/** So many of the cheapest models are asked for their price. */
const CANDIDATES = 4;

/** Not enough credit: who can change that and how, what is missing, and what would still work. */
export function InsufficientCard(props: InsufficientCardProps) {
  const { t } = useTranslation('chat');
  const { chatId, details, hasDraft, onSendAgain, onDismiss } = props;
  const available = parseChf(props.available ?? details.available);
  const missing = parseChf(details.required) - available;
  const covered = missing <= 0n;
  const person = details.canTopUp ? 'admin' : 'user';
  const Icon = covered ? IconWallet : IconWalletOff;
  return (
    <Paper withBorder p="lg" radius="md" role="alert" className={classes['insufficient'] ?? ''} mod={{ covered }}>
      <Stack gap="md">
        <Group gap="sm" wrap="nowrap" align="flex-start">
          <Icon size={22} stroke={1.6} aria-hidden className={classes['insufficientIcon']} />
          <Stack gap={4}>
            <Text fw={600}>{t(covered ? 'insufficient.coveredTitle' : 'insufficient.title')}</Text>
            {covered ? null : <Text size="sm">{t(`insufficient.${person}`)}</Text>}
            <Text size="sm" c="dimmed">
              {t(hasDraft ? 'insufficient.kept' : 'insufficient.notCharged')}
            </Text>
          </Stack>
        </Group>
        <dl className={classes['figures']}>
          <Figure name={t('insufficient.required')}>{formatMoney(details.required)}</Figure>
          <Figure name={t('insufficient.available')}>{formatMoney(available)}</Figure>
          {covered ? null : <Figure name={t('insufficient.missing')}>{formatMoney(missing)}</Figure>}
        </dl>
        <Group gap="xs" className={classes['actions'] ?? ''}>
          {covered ? (
            <Action variant="filled" onClick={() => onSendAgain({})}>
              {t('insufficient.sendAgain')}
            </Action>
          ) : (
            <>
              <CheaperWays {...props} />
              <CreditWish request={{ chatId, required: details.required }} />
            </>
          )}
          <Action variant="subtle" color="gray" c="dimmed" onClick={onDismiss}>
            {t('refused.dismiss')}
          </Action>
        </Group>
      </Stack>
    </Paper>
  );
}

/** What the credit covers as it is. */
function CheaperWays({ chatId, request, details, available, models, onSendAgain }: InsufficientCardProps) {
  const { t } = useTranslation('chat');
  const cheaper = useModelThatFits({ chatId, request, available, models });
  const { affordableOutputTokens } = details;
  return (
    <>
      {affordableOutputTokens === null ? null : (
        <Action variant="filled" onClick={() => onSendAgain({ maxOutputTokens: affordableOutputTokens })}>
          {t('insufficient.shorter', { tokens: formatCount(affordableOutputTokens) })}
        </Action>
      )}
      {cheaper ? (
        <Action
          variant={affordableOutputTokens === null ? 'filled' : 'default'}
          onClick={() => onSendAgain({ model: cheaper.model.id })}
        >
          {t('insufficient.cheaper', {
            model: cheaper.model.displayName,
            maximum: moneyText(cheaper.quote.maximum),
          })}
        </Action>
      ) : null}
      {request.webSearch === undefined ? null : (
        <Action variant="default" onClick={() => onSendAgain({ withoutSearch: true })}>
          {t('search.sendWithout')}
        </Action>
      )}
    </>
  );
}

interface ActionProps extends Pick<ButtonProps, 'variant' | 'color' | 'c' | 'children'> {
  readonly onClick: () => void;
}

function Action(props: ActionProps) {
  return <Button size="sm" className={classes['action'] ?? ''} {...props} />;
}

function Figure({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

type Fit = Pick<InsufficientCardProps, 'chatId' | 'request' | 'available' | 'models'>;

/** The cheapest permitted model that can do what was asked for, and whose maximum the credit covers. */
function useModelThatFits({ chatId, request, available, models }: Fit) {
  const able = models.filter(
    ({ capabilities }) => request.webSearch !== PROVIDER_WEB_SEARCH || capabilities.includes('web_search'),
  );
  const candidates = cheaperModels(able, request.model, CANDIDATES);
  const quotes = useQueries({
    queries: candidates.map(({ id }) =>
      quoteQuery(quoteRequestOf(chatId, changedRequest(request, { model: id })), available),
    ),
  });
  for (const [index, { data }] of quotes.entries()) {
    const model = candidates[index];
    const quote: QuoteDto | undefined = data;
    if (model && quote?.sufficient && quote.model === model.id) return { model, quote };
  }
  return null;
}
