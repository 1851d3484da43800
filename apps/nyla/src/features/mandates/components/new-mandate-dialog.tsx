import { Alert, Button, Code, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import type { CreatedMandateDto, CreateMandateDto } from '@nyla/contracts';
import {
  BILLING_MODELS,
  type BillingModel,
  DEFAULT_LOCALE,
  EMAIL_MAX_LENGTH,
  INITIAL_CREDIT_MAXIMUM,
  LOCALES,
  type Locale,
  NAME_MAX_LENGTH,
} from '@nyla/contracts/constants';
import { IconMailForward } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyIconButton } from '@/components/ui/copy-icon-button';
import { ErrorCard } from '@/components/ui/error-card';
import { ApiError } from '@/lib/api/api-error';
import { formatInstant } from '@/lib/format-date';
import { formatMoney, parseChf } from '@/lib/money';
import { readAmount } from '@/lib/typed-amount';
import { useLocale } from '@/lib/use-locale';
import { useCreateMandate } from '../api/mandate-queries';

interface NewMandateDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

interface Draft {
  readonly name: string;
  readonly billingModel: BillingModel;
  readonly creditLimit: string;
  readonly initialCredit: string;
  readonly email: string;
  readonly locale: Locale;
}

const EMPTY: Draft = {
  name: '',
  billingModel: 'PREPAY_MANDATE',
  creditLimit: '',
  initialCredit: '',
  email: '',
  locale: DEFAULT_LOCALE,
};
const EMAIL = /^\S+@\S+\.\S+$/;

type Problem = 'required' | 'amount' | 'email' | 'tooMuch' | 'invalid';

/** Makes a mandate; then the link for its first admin, which is shown this once. */
export function NewMandateDialog({ opened, onClose }: NewMandateDialogProps) {
  const { t } = useTranslation(['mandates', 'common']);
  // What is typed outlives the dialog, until a mandate came of it.
  const [draft, setDraft] = useState(EMPTY);
  const [intent, setIntent] = useState(() => crypto.randomUUID());
  const [made, setMade] = useState<CreatedMandateDto | null>(null);
  const close = () => {
    onClose();
    if (!made) return;
    setMade(null);
    setDraft(EMPTY);
    setIntent(crypto.randomUUID());
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      // The link is shown this once: a click beside the dialog must not take it away.
      closeOnClickOutside={false}
      title={made ? t('create.doneTitle') : t('create.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      {made ? (
        <Done made={made} onClose={close} />
      ) : (
        <NewMandateForm
          key={intent}
          intent={intent}
          draft={draft}
          onChange={setDraft}
          onClose={close}
          onMade={setMade}
        />
      )}
    </Modal>
  );
}

interface FormProps {
  readonly intent: string;
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly onClose: () => void;
  readonly onMade: (made: CreatedMandateDto) => void;
}

function NewMandateForm({ intent, draft, onChange, onClose, onMade }: FormProps) {
  const { t } = useTranslation(['mandates', 'common']);
  const [tried, setTried] = useState(false);
  const create = useCreateMandate(intent);
  const problems = tried ? { ...refusedFields(create.error), ...problemsOf(draft) } : {};
  const errorOf = (field: keyof Draft) => {
    const problem = problems[field];
    return problem ? t(`problem.${problem}`, { maximum: formatMoney(INITIAL_CREDIT_MAXIMUM) }) : undefined;
  };
  const set = (changes: Partial<Draft>) => {
    onChange({ ...draft, ...changes });
    if (create.error) create.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(problemsOf(draft)).length === 0) create.mutate(requestOf(draft), { onSuccess: onMade });
  };
  const hasFieldErrors = create.error instanceof ApiError && create.error.fieldErrors.length > 0;
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput
          label={t('create.name')}
          required
          data-autofocus
          maxLength={NAME_MAX_LENGTH}
          value={draft.name}
          error={errorOf('name')}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('settings.billingModel')}
          description={t(`modelHint.${draft.billingModel}`)}
          value={draft.billingModel}
          data={BILLING_MODELS.map((value) => ({ value, label: t(`model.${value}`) }))}
          onChange={({ currentTarget }) =>
            set({ billingModel: BILLING_MODELS.find((known) => known === currentTarget.value) ?? draft.billingModel })
          }
        />
        {draft.billingModel === 'POSTPAY' ? (
          <TextInput
            label={t('settings.creditLimit')}
            inputMode="decimal"
            leftSection="CHF"
            leftSectionWidth={52}
            value={draft.creditLimit}
            error={errorOf('creditLimit')}
            onChange={(event) => set({ creditLimit: event.currentTarget.value })}
          />
        ) : null}
        <TextInput
          label={t('create.initialCredit')}
          description={t('create.initialCreditHint', { maximum: formatMoney(INITIAL_CREDIT_MAXIMUM) })}
          inputMode="decimal"
          leftSection="CHF"
          leftSectionWidth={52}
          value={draft.initialCredit}
          error={errorOf('initialCredit')}
          onChange={(event) => set({ initialCredit: event.currentTarget.value })}
        />
        <TextInput
          label={t('create.email')}
          description={t('create.emailHint')}
          required
          type="email"
          autoComplete="off"
          maxLength={EMAIL_MAX_LENGTH}
          value={draft.email}
          error={errorOf('email')}
          onChange={(event) => set({ email: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('create.locale')}
          value={draft.locale}
          data={LOCALES.map((value) => ({ value, label: t(`common:language.${value}`) }))}
          onChange={({ currentTarget }) =>
            set({ locale: LOCALES.find((known) => known === currentTarget.value) ?? draft.locale })
          }
        />
        {create.error && !hasFieldErrors ? <ErrorCard error={create.error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:action.cancel')}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t('create.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Done({ made, onClose }: { readonly made: CreatedMandateDto; readonly onClose: () => void }) {
  const { t } = useTranslation(['mandates', 'common']);
  const [locale] = useLocale();
  const navigate = useNavigate();
  const { link, email, expiresAt } = made.invitation;
  const open = () => {
    onClose();
    void navigate({ to: '/admin/mandates/$mandateId', params: { mandateId: made.id } });
  };
  return (
    <Stack>
      <Text>{t('create.done', { name: made.name })}</Text>
      <Alert icon={<IconMailForward aria-hidden />} variant="light" title={t('create.linkTitle', { email })}>
        <Group gap="xs" wrap="nowrap" align="center">
          <Code style={{ overflowWrap: 'anywhere' }}>{link}</Code>
          <CopyIconButton label={t('create.copyLink')} text={() => link} />
        </Group>
        <Text size="sm" mt="xs">
          {t('create.linkOnce', { until: formatInstant(expiresAt, locale) })}
        </Text>
      </Alert>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('common:action.close')}
        </Button>
        <Button data-autofocus onClick={open}>
          {t('create.open')}
        </Button>
      </Group>
    </Stack>
  );
}

type Problems = Partial<Record<keyof Draft, Problem>>;

function problemsOf({ name, email, billingModel, creditLimit, initialCredit }: Draft): Problems {
  const credit = readAmount(initialCredit);
  return {
    ...(name.trim() === '' && { name: 'required' as const }),
    ...(email.trim() === ''
      ? { email: 'required' as const }
      : EMAIL.test(email.trim())
        ? {}
        : { email: 'email' as const }),
    ...(billingModel === 'POSTPAY' && readAmount(creditLimit) === undefined && { creditLimit: 'amount' as const }),
    ...(credit === undefined
      ? { initialCredit: 'amount' as const }
      : credit !== null && parseChf(credit) > parseChf(INITIAL_CREDIT_MAXIMUM)
        ? { initialCredit: 'tooMuch' as const }
        : {}),
  };
}

/** What the server found wrong, at the fields where it was typed. */
function refusedFields(error: unknown): Problems {
  if (!(error instanceof ApiError)) return {};
  const fields = new Set(error.fieldErrors.map(({ field }) => field.split('.').at(-1)));
  return Object.fromEntries(
    (Object.keys(EMPTY) as (keyof Draft)[])
      .filter((field) => fields.has(field))
      .map((field) => [field, 'invalid' as const]),
  );
}

function requestOf({ name, billingModel, creditLimit, initialCredit, email, locale }: Draft): CreateMandateDto {
  const limit = billingModel === 'POSTPAY' ? readAmount(creditLimit) : null;
  const credit = readAmount(initialCredit);
  return {
    name: name.trim(),
    billingModel,
    firstAdmin: { email: email.trim(), locale },
    ...(limit ? { creditLimit: limit } : {}),
    ...(credit ? { initialCredit: credit } : {}),
  };
}
