import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import type { MandateDetailDto, TransactionDetailDto } from '@nyla/contracts';
import { CREDIT_CONFIRMATION_ABOVE, REASON_MAX_LENGTH } from '@nyla/contracts/constants';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { hasCode } from '@/lib/api/api-error';
import { formatMoney, parseChf, toChf } from '@/lib/money';
import { accountsQuery, useReverse } from '../api/mandate-queries';
import { AmountConfirmation, isConfirmed } from './amount-confirmation';
import { CreditReview } from './credit-review';

/** The receipt from which it is opened is a drawer, which stays open beneath. */
const ABOVE_RECEIPT = 300;

interface ReverseDialogProps {
  readonly mandate: MandateDetailDto;
  /** The booking to reverse; null closes the dialog. */
  readonly booking: TransactionDetailDto | null;
  readonly onClose: () => void;
  readonly onReversed: (transactionId: string) => void;
}

/** Corrects a booking by one that undoes it in full, with a reason. */
export function ReverseDialog({ mandate, booking, onClose, onReversed }: ReverseDialogProps) {
  const { t } = useTranslation(['mandates', 'common']);
  return (
    <Modal
      opened={booking !== null}
      onClose={onClose}
      closeOnClickOutside={false}
      zIndex={ABOVE_RECEIPT}
      title={t('reverse.title')}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      {booking ? (
        <ReverseForm key={booking.id} mandate={mandate} booking={booking} onClose={onClose} onReversed={onReversed} />
      ) : null}
    </Modal>
  );
}

interface ReverseFormProps extends Omit<ReverseDialogProps, 'booking'> {
  readonly booking: TransactionDetailDto;
}

function ReverseForm({ mandate, booking, onClose, onReversed }: ReverseFormProps) {
  const { t } = useTranslation(['mandates', 'common']);
  const [intent] = useState(() => crypto.randomUUID());
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const reverse = useReverse(mandate.id, intent);
  const accounts = useInfiniteQuery(accountsQuery(mandate.id));
  const account = accounts.data?.pages.flatMap(({ items }) => items).find(({ id }) => id === booking.accountId);
  const nano = parseChf(booking.amount);
  const size = toChf(nano < 0n ? -nano : nano);
  const needsConfirmation = parseChf(size) > parseChf(CREDIT_CONFIRMATION_ABOVE);
  const confirmed = !needsConfirmation || isConfirmed(typed, size);
  const written = reason.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!written || !confirmed || reverse.isPending) return;
    reverse.mutate(
      { reversalOf: booking.id, reason: written, ...(needsConfirmation ? { confirm: size } : {}) },
      {
        onSuccess: ({ id }) => {
          onClose();
          onReversed(id);
        },
      },
    );
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text>{t('reverse.text')}</Text>
        <CreditReview
          owner={account?.userName ?? mandate.name}
          before={account?.balance}
          amount={-nano}
          label={t('reverse.amount')}
        />
        <TextInput
          label={t('reverse.reason')}
          required
          data-autofocus
          maxLength={REASON_MAX_LENGTH}
          value={reason}
          error={tried && !written ? t('problem.required') : undefined}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {needsConfirmation ? (
          <AmountConfirmation amount={size} value={typed} wrong={tried && !confirmed} onChange={setTyped} />
        ) : null}
        <Refusal error={reverse.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:action.cancel')}
          </Button>
          <Button type="submit" color="red" loading={reverse.isPending}>
            {t('reverse.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Refusal({ error }: { readonly error: unknown }) {
  const { t } = useTranslation('mandates');
  if (!error) return null;
  if (!hasCode(error, 'billing.insufficient_balance')) return <ErrorCard error={error} />;
  const { required, available } = error.details;
  return (
    <Alert color="red" variant="light" role="alert" icon={<IconAlertTriangle aria-hidden />} title={t('reverse.spent')}>
      {t('reverse.spentText', { required: formatMoney(required), available: formatMoney(available) })}
    </Alert>
  );
}
