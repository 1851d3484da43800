import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { REASON_MAX_LENGTH, REFERENCE_MAX_LENGTH } from '@nyla/contracts/constants';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoney, parseChf } from '@/lib/money';
import { moneyText } from '@/lib/money-text';
import { type AmountProblem, typedTopUp } from '../logic/amounts';
import { AmountField } from './amount-field';
import classes from './credit.module.css';
import { DoneNote } from './done-note';
import { TopUpReview, type WantedTopUp } from './top-up-review';

const CHOICES = ['50', '100', '250', '500'] as const;

interface TopUpFormProps {
  /** The mandate's, in nano-francs. */
  readonly balance: bigint;
  /** What may be booked without asking, in nano-francs. */
  readonly remaining: bigint;
}

/** An amount, then a look at the new balance, then the booking or the request. */
export function TopUpForm({ balance, remaining }: TopUpFormProps) {
  const { t } = useTranslation('credit');
  const [text, setText] = useState('');
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<AmountProblem>();
  const [wanted, setWanted] = useState<WantedTopUp | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const typed = typedTopUp(text);
  const isRequest = 'amount' in typed ? parseChf(typed.amount) > remaining : remaining === 0n;
  const maximum = isRequest ? REASON_MAX_LENGTH : REFERENCE_MAX_LENGTH;
  const noteTooLong = note.trim().length > maximum;

  // The reader's place is where the page goes on.
  useEffect(() => {
    if (wanted) heading.current?.focus();
  }, [wanted]);

  const change = (next: string) => {
    setText(next);
    setProblem(undefined);
    setDone(null);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if ('problem' in typed) setProblem(typed.problem);
    else if (!noteTooLong) setWanted({ amount: typed.amount, note: note.trim(), isRequest });
  };
  if (wanted) {
    return (
      <TopUpReview
        wanted={wanted}
        balance={balance}
        headingRef={heading}
        onBack={() => setWanted(null)}
        onDone={(sentence) => {
          setWanted(null);
          setText('');
          setNote('');
          setDone(sentence);
        }}
      />
    );
  }
  return (
    <form onSubmit={submit} noValidate>
      <DoneNote text={done} />
      <Stack gap="lg">
        <div className={classes['choices']} role="group" aria-label={t('topUp.choices')}>
          {CHOICES.map((choice) => (
            <Button
              key={choice}
              size="md"
              px={4}
              variant={'amount' in typed && parseChf(typed.amount) === parseChf(choice) ? 'filled' : 'default'}
              aria-pressed={'amount' in typed && parseChf(typed.amount) === parseChf(choice)}
              onClick={() => change(choice)}
            >
              {formatMoney(choice, { precision: 'cash' }).replace(/\.00$/, '')}
            </Button>
          ))}
        </div>
        <AmountField value={text} onChange={change} problem={problem} />
        <Text size="sm" c="dimmed" role="status">
          {remaining === 0n
            ? t('topUp.onlyRequest')
            : t(isRequest ? 'topUp.asRequest' : 'topUp.atOnce', { remaining: moneyText(remaining) })}
        </Text>
        <TextInput
          size="md"
          label={t(isRequest ? 'topUp.note' : 'topUp.reference')}
          description={t(isRequest ? 'topUp.noteHint' : 'topUp.referenceHint')}
          maxLength={REASON_MAX_LENGTH}
          value={note}
          error={noteTooLong ? t('topUp.noteTooLong', { maximum }) : undefined}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Group>
          <Button type="submit" size="md">
            {t('topUp.next')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
