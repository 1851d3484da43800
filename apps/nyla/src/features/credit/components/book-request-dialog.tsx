import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import type { TopUpRequestDto } from '@nyla/contracts';
import { CREDIT_CONFIRMATION_ABOVE, REASON_MAX_LENGTH, REFERENCE_MAX_LENGTH } from '@nyla/contracts/constants';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { useAfterMount } from '@/components/ui/use-after-mount';
import { useFocusReturn } from '@/components/ui/use-focus-return';
import { parseChf } from '@/lib/money';
import { moneyText } from '@/lib/money-text';
import { readAmount } from '@/lib/typed-amount';
import { useBookRequest } from '../api/credit-queries';
import { useIntentKey } from '../hooks/use-intent-key';
import { typedAmount } from '../logic/amounts';
import { AmountField } from './amount-field';
import { SumLines, useBalanceLines } from './sum-lines';

interface BookRequestDialogProps {
  /** The request in question; null keeps the dialog closed. */
  readonly request: TopUpRequestDto | null;
  readonly onClose: () => void;
  /** With the sentence that tells what was booked. */
  readonly onDone: (sentence: string) => void;
}

/** Books a request, or another amount, with the new balance in view. */
export function BookRequestDialog({ request, onClose, onDone }: BookRequestDialogProps) {
  const { t } = useTranslation(['credit', 'common']);
  useFocusReturn(request !== null);
  return (
    <Modal
      opened={useAfterMount() && request !== null}
      onClose={onClose}
      title={t('requests.bookTitle', { mandate: request?.mandateName ?? '' })}
      returnFocus={false}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      {request ? <BookForm key={request.id} request={request} onClose={onClose} onDone={onDone} /> : null}
    </Modal>
  );
}

interface BookFormProps extends BookRequestDialogProps {
  readonly request: TopUpRequestDto;
}

function BookForm({ request, onClose, onDone }: BookFormProps) {
  const { t } = useTranslation(['credit', 'common']);
  const linesOf = useBalanceLines();
  const [text, setText] = useState(request.amount);
  const [confirm, setConfirm] = useState('');
  const [reason, setReason] = useState('');
  const [reference, setReference] = useState('');
  const [isSent, setSent] = useState(false);
  const book = useBookRequest(request.id);
  const { keyOf, done } = useIntentKey();
  const typed = typedAmount(text);
  const nano = 'amount' in typed ? parseChf(typed.amount) : null;
  const needsConfirm = nano !== null && nano > parseChf(CREDIT_CONFIRMATION_ABOVE);
  const isConfirmed = !needsConfirm || ('amount' in typed && readAmount(confirm) === typed.amount);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    if (!('amount' in typed) || !isConfirmed || reason.trim() === '') return;
    const body = {
      amount: typed.amount,
      reason: reason.trim(),
      ...(reference.trim() && { reference: reference.trim() }),
      ...(needsConfirm && { confirm: typed.amount }),
    };
    book.mutate(
      { key: keyOf(body), body },
      {
        onSuccess: () => {
          done();
          onDone(t('requests.bookedNow', { amount: moneyText(body.amount), mandate: request.mandateName }));
          onClose();
        },
      },
    );
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <AmountField
          focusFirst
          value={text}
          problem={isSent && 'problem' in typed ? typed.problem : undefined}
          onChange={setText}
        />
        {needsConfirm && 'amount' in typed ? (
          <AmountField
            label={t('requests.confirm')}
            description={t('requests.confirmHint', {
              limit: moneyText(CREDIT_CONFIRMATION_ABOVE),
              amount: moneyText(typed.amount),
            })}
            value={confirm}
            error={isSent && !isConfirmed ? t('requests.confirmWrong') : undefined}
            onChange={setConfirm}
          />
        ) : null}
        <TextInput
          size="md"
          label={t('requests.reason')}
          description={t('requests.reasonHint')}
          withAsterisk
          maxLength={REASON_MAX_LENGTH}
          value={reason}
          error={isSent && reason.trim() === '' ? t('requests.reasonRequired') : undefined}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <TextInput
          size="md"
          label={t('requests.reference')}
          description={t('requests.referenceHint')}
          maxLength={REFERENCE_MAX_LENGTH}
          value={reference}
          onChange={(event) => setReference(event.currentTarget.value)}
        />
        {nano !== null && request.balance !== null ? (
          <SumLines lines={linesOf(parseChf(request.balance), nano, false)} />
        ) : null}
        {book.error ? <ErrorCard error={book.error} /> : null}
        <Group justify="flex-end">
          <Button size="md" variant="default" onClick={onClose}>
            {t('common:action.cancel')}
          </Button>
          <Button size="md" type="submit" loading={book.isPending}>
            {t('requests.submit', { amount: 'amount' in typed ? moneyText(typed.amount) : 'CHF' })}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
