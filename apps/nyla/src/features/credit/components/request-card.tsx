import { Button, Group, Stack, Text } from '@mantine/core';
import type { TopUpRequestDto } from '@nyla/contracts';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/money/money';
import { formatInstant } from '@/lib/format-date';
import { moneyText } from '@/lib/money-text';
import { useLocale } from '@/lib/use-locale';
import classes from './credit.module.css';
import { TopUpStateLabel } from './top-up-state';

interface RequestCardProps {
  readonly request: TopUpRequestDto;
  readonly onBook: () => void;
  readonly onDecline: () => void;
}

/** One request: who, how much, what for, and where the mandate stands. */
export function RequestCard({ request, onBook, onDecline }: RequestCardProps) {
  const { t } = useTranslation('credit');
  const [locale] = useLocale();
  const { amount, bookedAmount, note, reason, reference, balance, billingModel, state } = request;
  const person = request.userName ?? t('requests.unknown');
  const standing = [
    ...(balance === null ? [] : [t('requests.balance', { amount: moneyText(balance) })]),
    ...(billingModel === null ? [] : [t(`model.${billingModel}`)]),
  ];
  const outcome = [
    ...(bookedAmount === null || bookedAmount === amount
      ? []
      : [t('topUp.bookedOther', { amount: moneyText(bookedAmount) })]),
    ...(reference === null ? [] : [t('topUp.refer', { reference })]),
    ...(reason === null ? [] : [t('topUp.reason', { reason })]),
  ];
  return (
    <Stack gap={6}>
      <div className={classes['line']}>
        <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
          {request.mandateName}
        </Text>
        <span className={classes['amount']}>
          <Money amount={amount} />
        </span>
      </div>
      <div className={classes['line']}>
        <Text size="sm" c="dimmed">
          {t('requests.by', { person, time: formatInstant(request.createdAt, locale) })}
        </Text>
        <TopUpStateLabel topUp={request} />
      </div>
      {note === null ? null : <Text style={{ overflowWrap: 'anywhere' }}>{note}</Text>}
      <Text size="sm" c="dimmed">
        {standing.join(' · ')}
      </Text>
      {outcome.map((line) => (
        <Text key={line} size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {line}
        </Text>
      ))}
      {state === 'requested' ? (
        <Group gap="sm" mt={6}>
          <Button size="md" onClick={onBook}>
            {t('requests.book')}
          </Button>
          <Button size="md" variant="default" onClick={onDecline}>
            {t('requests.decline')}
          </Button>
        </Group>
      ) : null}
    </Stack>
  );
}
