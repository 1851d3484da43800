import { Button, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { REASON_MAX_LENGTH } from '@nyla/contracts/constants';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { useAfterMount } from '@/components/ui/use-after-mount';
import { useFocusReturn } from '@/components/ui/use-focus-return';
import { moneyText } from '@/lib/money-text';
import { useTransfer } from '../api/credit-queries';
import { useIntentKey } from '../hooks/use-intent-key';
import { checkTransfer, type TransferSide, userIdOf, valueOf } from '../logic/transfer';
import { AmountField } from './amount-field';
import { SumLines } from './sum-lines';

/** Between whom the dialog begins; undefined: the first member. */
export interface TransferStart {
  readonly from: string | null;
  readonly to: string | null | undefined;
}

interface TransferDialogProps {
  /** Null keeps the dialog closed. */
  readonly start: TransferStart | null;
  readonly sides: readonly TransferSide[];
  readonly onClose: () => void;
  /** With the sentence that tells what was moved. */
  readonly onDone: (sentence: string) => void;
}

/** Moves credit between the mandate and its members. */
export function TransferDialog({ start, onClose, ...props }: TransferDialogProps) {
  const { t } = useTranslation(['credit', 'common']);
  useFocusReturn(start !== null);
  return (
    <Modal
      opened={useAfterMount() && start !== null}
      onClose={onClose}
      title={t('accounts.move')}
      returnFocus={false}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      {start ? <TransferForm start={start} onClose={onClose} {...props} /> : null}
    </Modal>
  );
}

interface TransferFormProps extends TransferDialogProps {
  readonly start: TransferStart;
}

// Apart from the dialog, so that each opening begins anew.
function TransferForm({ start, sides, onClose, onDone }: TransferFormProps) {
  const { t } = useTranslation(['credit', 'common']);
  const [fromValue, setFrom] = useState(valueOf(start.from));
  const [toValue, setTo] = useState(() => {
    const first = sides.find(({ userId, mayReceive }) => userId !== null && mayReceive);
    return valueOf(start.to === undefined ? (first?.userId ?? null) : start.to);
  });
  const [text, setText] = useState('');
  const [reason, setReason] = useState('');
  const [isSent, setSent] = useState(false);
  const transfer = useTransfer();
  const { keyOf, done } = useIntentKey();
  const from = sides.find(({ userId }) => valueOf(userId) === fromValue);
  const to = sides.find(({ userId }) => valueOf(userId) === toValue);
  if (!from || !to) return null;
  const check = checkTransfer(text, from, to);
  const problem = 'problem' in check && (isSent || (check.problem === 'tooMuch' && text !== '')) ? check.problem : null;

  const change = (apply: () => void) => {
    transfer.reset();
    setSent(false);
    apply();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    if ('problem' in check) return;
    const body = {
      fromUserId: userIdOf(fromValue),
      toUserId: userIdOf(toValue),
      amount: check.amount,
      ...(reason.trim() && { reason: reason.trim() }),
    };
    transfer.mutate(
      { key: keyOf(body), body },
      {
        onSuccess: () => {
          done();
          onDone(t('accounts.done', { amount: moneyText(check.amount), from: from.name, to: to.name }));
          onClose();
        },
      },
    );
  };
  const optionsOf = (list: readonly TransferSide[]) =>
    list.map(({ userId, name, available }) => ({ value: valueOf(userId), label: `${name} (${moneyText(available)})` }));
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <NativeSelect
          size="md"
          label={t('accounts.from')}
          data={optionsOf(sides)}
          value={fromValue}
          onChange={({ currentTarget: { value } }) => change(() => setFrom(value))}
        />
        <NativeSelect
          size="md"
          label={t('accounts.to')}
          data={optionsOf(sides.filter(({ mayReceive }) => mayReceive))}
          value={toValue}
          error={problem === 'same' ? t('accounts.same') : undefined}
          onChange={({ currentTarget: { value } }) => change(() => setTo(value))}
        />
        <AmountField
          focusFirst
          value={text}
          problem={problem === 'same' || problem === 'tooMuch' || problem === null ? undefined : problem}
          error={problem === 'tooMuch' ? t('accounts.tooMuch', { amount: moneyText(from.available) }) : undefined}
          onChange={(next) => change(() => setText(next))}
        />
        <TextInput
          size="md"
          label={t('accounts.reason')}
          maxLength={REASON_MAX_LENGTH}
          value={reason}
          onChange={({ currentTarget: { value } }) => change(() => setReason(value))}
        />
        {'amount' in check ? (
          <SumLines
            lines={[
              { name: t('accounts.after', { name: from.name }), amount: check.fromAfter },
              { name: t('accounts.after', { name: to.name }), amount: check.toAfter },
            ]}
          />
        ) : null}
        {transfer.error ? <ErrorCard error={transfer.error} /> : null}
        <Group justify="flex-end">
          <Button size="md" variant="default" onClick={onClose}>
            {t('common:action.cancel')}
          </Button>
          <Button size="md" type="submit" loading={transfer.isPending}>
            {t('accounts.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
