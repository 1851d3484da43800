import { Button, Group, Stack, Text } from '@mantine/core';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { parseChf, toChf } from '@/lib/money';
import { moneyText } from '@/lib/money-text';
import { useRequestTopUp, useTopUp } from '../api/credit-queries';
import { useIntentKey } from '../hooks/use-intent-key';
import { SumLines, useBalanceLines } from './sum-lines';

/** What somebody is about to book, or to ask for. */
export interface WantedTopUp {
  readonly amount: string;
  readonly note: string;
  readonly isRequest: boolean;
}

interface TopUpReviewProps {
  readonly wanted: WantedTopUp;
  readonly balance: bigint;
  readonly headingRef: RefObject<HTMLHeadingElement | null>;
  readonly onBack: () => void;
  /** With the sentence that tells what was done. */
  readonly onDone: (sentence: string) => void;
}

/** The amount beside the balance that it leads to. */
export function TopUpReview({ wanted, balance, headingRef, onBack, onDone }: TopUpReviewProps) {
  const { t } = useTranslation('credit');
  const linesOf = useBalanceLines();
  const topUp = useTopUp();
  const request = useRequestTopUp();
  const { keyOf, done } = useIntentKey();
  const { amount, note, isRequest } = wanted;
  const { error, isPending } = isRequest ? request : topUp;
  const nano = parseChf(amount);

  const send = () => {
    const key = keyOf(wanted);
    if (isRequest) {
      request.mutate(
        { key, body: { amount, ...(note && { note }) } },
        {
          onSuccess: () => {
            done();
            onDone(t('topUp.requested', { amount: moneyText(amount) }));
          },
        },
      );
      return;
    }
    topUp.mutate(
      { key, body: { amount, ...(note && { reference: note }) } },
      {
        onSuccess: () => {
          done();
          onDone(t('topUp.booked', { amount: moneyText(amount), balance: moneyText(toChf(balance + nano)) }));
        },
      },
    );
  };
  return (
    <Stack gap="lg">
      <Text component="h3" fw={600} ref={headingRef} tabIndex={-1} style={{ outline: 'none' }}>
        {t('topUp.review')}
      </Text>
      <SumLines lines={linesOf(balance, nano, isRequest)} />
      {note ? (
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {note}
        </Text>
      ) : null}
      {error ? <ErrorCard error={error} /> : null}
      <Group>
        <Button variant="default" size="md" onClick={onBack} disabled={isPending}>
          {t('topUp.back')}
        </Button>
        <Button size="md" onClick={send} loading={isPending}>
          {isRequest ? t('topUp.send') : t('topUp.book', { amount: moneyText(amount) })}
        </Button>
      </Group>
    </Stack>
  );
}
