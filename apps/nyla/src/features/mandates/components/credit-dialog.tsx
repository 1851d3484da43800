import { Button, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import type { MandateDetailDto } from '@nyla/contracts';
import {
  CREDIT_CONFIRMATION_ABOVE,
  CREDIT_MAXIMUM,
  REASON_MAX_LENGTH,
  REFERENCE_MAX_LENGTH,
} from '@nyla/contracts/constants';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { hasCode } from '@/lib/api/api-error';
import { formatMoney, parseChf } from '@/lib/money';
import { readAmount } from '@/lib/typed-amount';
import { accountsQuery, membersQuery, useCredit } from '../api/mandate-queries';
import { useMandateSearch } from '../hooks/use-search';
import { AmountConfirmation, isConfirmed } from './amount-confirmation';
import { CreditReview } from './credit-review';
import type { MandateDialogProps } from './rename-dialog';

export interface CreditDraft {
  /** Empty: the mandate itself. */
  readonly userId: string;
  readonly amount: string;
  readonly reason: string;
  readonly reference: string;
}

const EMPTY: CreditDraft = { userId: '', amount: '', reason: '', reference: '' };

/** Credit in two steps: what is to be booked, then what it leads to. One key for all attempts, until it is booked. */
export function CreditDialog({ mandate, opened, onClose }: MandateDialogProps) {
  const { t } = useTranslation(['mandates', 'common']);
  const [, change] = useMandateSearch();
  const [draft, setDraft] = useState(EMPTY);
  const [reviewing, setReviewing] = useState(false);
  const [intent, setIntent] = useState(() => crypto.randomUUID());
  const credit = useCredit(mandate.id, intent);
  const startOver = () => {
    setIntent(crypto.randomUUID());
    setReviewing(false);
    credit.reset();
  };
  const close = () => {
    // What an earlier attempt has booked is seen in the list now; whatever comes next is another intent.
    if (hasCode(credit.error, 'common.idempotency_conflict')) startOver();
    onClose();
  };
  const book = (confirm: string | undefined) => {
    const { userId, reason, reference } = draft;
    credit.mutate(
      {
        amount: readAmount(draft.amount) ?? '0',
        reason: reason.trim(),
        ...(reference.trim() ? { reference: reference.trim() } : {}),
        ...(userId ? { userId } : {}),
        ...(confirm === undefined ? {} : { confirm }),
      },
      {
        onSuccess: ({ id }) => {
          setDraft(EMPTY);
          startOver();
          onClose();
          change({ receipt: id });
        },
      },
    );
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      closeOnClickOutside={false}
      title={t('credit.title', { name: mandate.name })}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      {reviewing ? (
        <Review
          mandate={mandate}
          draft={draft}
          error={credit.error}
          pending={credit.isPending}
          onBack={() => setReviewing(false)}
          onBook={book}
        />
      ) : (
        <CreditForm
          mandate={mandate}
          draft={draft}
          onChange={setDraft}
          onCancel={close}
          onReview={() => setReviewing(true)}
        />
      )}
    </Modal>
  );
}

interface CreditFormProps {
  readonly mandate: MandateDetailDto;
  readonly draft: CreditDraft;
  readonly onChange: (draft: CreditDraft) => void;
  readonly onCancel: () => void;
  readonly onReview: () => void;
}

function CreditForm({ mandate, draft, onChange, onCancel, onReview }: CreditFormProps) {
  const { t } = useTranslation(['mandates', 'common']);
  const [tried, setTried] = useState(false);
  const amount = readAmount(draft.amount);
  const tooMuch = amount ? parseChf(amount) > parseChf(CREDIT_MAXIMUM) : false;
  const reasonMissing = draft.reason.trim() === '';
  const set = (changes: Partial<CreditDraft>) => onChange({ ...draft, ...changes });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (amount && !tooMuch && !reasonMissing) onReview();
  };
  const amountError = !amount
    ? t(amount === null ? 'problem.required' : 'problem.amount')
    : tooMuch
      ? t('problem.tooMuch', { maximum: formatMoney(CREDIT_MAXIMUM) })
      : undefined;
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        {mandate.billingModel === 'PREPAY_USER' ? (
          <OwnerSelect mandateId={mandate.id} value={draft.userId} onChange={(userId) => set({ userId })} />
        ) : null}
        <TextInput
          label={t('credit.amount')}
          required
          data-autofocus
          inputMode="decimal"
          leftSection="CHF"
          leftSectionWidth={52}
          value={draft.amount}
          error={tried ? amountError : undefined}
          onChange={(event) => set({ amount: event.currentTarget.value })}
        />
        <TextInput
          label={t('credit.reason')}
          description={t('credit.reasonHint')}
          required
          maxLength={REASON_MAX_LENGTH}
          value={draft.reason}
          error={tried && reasonMissing ? t('problem.required') : undefined}
          onChange={(event) => set({ reason: event.currentTarget.value })}
        />
        <TextInput
          label={t('credit.reference')}
          description={t('credit.referenceHint')}
          maxLength={REFERENCE_MAX_LENGTH}
          value={draft.reference}
          onChange={(event) => set({ reference: event.currentTarget.value })}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t('common:action.cancel')}
          </Button>
          <Button type="submit">{t('credit.review')}</Button>
        </Group>
      </Stack>
    </form>
  );
}

interface OwnerSelectProps {
  readonly mandateId: string;
  readonly value: string;
  readonly onChange: (userId: string) => void;
}

/** Members have balances of their own here: for whom is it? */
function OwnerSelect({ mandateId, value, onChange }: OwnerSelectProps) {
  const { t } = useTranslation('mandates');
  const query = useInfiniteQuery(membersQuery(mandateId));
  const members = query.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Stack gap={6}>
      <NativeSelect
        label={t('credit.owner')}
        value={value}
        data={[
          { value: '', label: t('accounts.own') },
          ...members.map(({ userId, displayName, email }) => ({ value: userId, label: `${displayName} (${email})` })),
        ]}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
      {query.error ? <ErrorCard error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.hasNextPage ? (
        <Button
          size="xs"
          variant="default"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('members.more')}
        </Button>
      ) : null}
    </Stack>
  );
}

interface ReviewProps {
  readonly mandate: MandateDetailDto;
  readonly draft: CreditDraft;
  readonly error: unknown;
  readonly pending: boolean;
  readonly onBack: () => void;
  readonly onBook: (confirm: string | undefined) => void;
}

function Review({ mandate, draft, error, pending, onBack, onBook }: ReviewProps) {
  const { t } = useTranslation(['mandates', 'common']);
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const accounts = useInfiniteQuery(accountsQuery(mandate.id));
  const members = useInfiniteQuery({ ...membersQuery(mandate.id), enabled: draft.userId !== '' });
  const amount = readAmount(draft.amount) ?? '0';
  const account = accounts.data?.pages
    .flatMap(({ items }) => items)
    .find(({ userId }) => (userId ?? '') === draft.userId);
  const member = members.data?.pages.flatMap(({ items }) => items).find(({ userId }) => userId === draft.userId);
  const needsConfirmation = parseChf(amount) > parseChf(CREDIT_CONFIRMATION_ABOVE);
  const confirmed = !needsConfirmation || isConfirmed(typed, amount);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (confirmed && !pending) onBook(needsConfirmation ? amount : undefined);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <CreditReview
          owner={draft.userId === '' ? mandate.name : (member?.displayName ?? '…')}
          // A member's account is opened with its first credit; it begins with what new members get.
          before={account?.balance ?? (accounts.isSuccess ? mandate.settings.initialUserCredit : undefined)}
          amount={amount}
          label={t('credit.credited')}
          reason={draft.reason.trim()}
          reference={draft.reference.trim()}
        />
        {needsConfirmation ? (
          <AmountConfirmation amount={amount} value={typed} wrong={tried && !confirmed} onChange={setTyped} />
        ) : null}
        {error ? <ErrorCard error={error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onBack}>
            {t('credit.back')}
          </Button>
          <Button type="submit" data-autofocus={needsConfirmation ? undefined : true} loading={pending}>
            {t('credit.submit', { amount: formatMoney(amount) })}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
