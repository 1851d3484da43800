import { Button, Checkbox, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import type { BillingContactDto } from '@nyla/contracts';
import {
  BILLING_CONTACTS_MAX,
  CONTACT_TOPICS,
  DEFAULT_LOCALE,
  EMAIL_MAX_LENGTH,
  LOCALES,
  NAME_MAX_LENGTH,
} from '@nyla/contracts/constants';
import { type FormEvent, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { useAfterMount } from '@/components/ui/use-after-mount';
import { useFocusReturn } from '@/components/ui/use-focus-return';
import { useLocale } from '@/lib/use-locale';
import { useSaveContact } from '../api/contact-queries';
import { type ContactDraft, type ContactProblems, draftOf, problemsOf, serverProblems } from '../logic/contact-form';

interface ContactDialogProps {
  readonly opened: boolean;
  /** The contact to change; null adds one. */
  readonly contact: BillingContactDto | null;
  readonly onClose: () => void;
  /** With the sentence that tells what was done. */
  readonly onDone: (sentence: string) => void;
}

/** Adds or changes a contact. */
export function ContactDialog(props: ContactDialogProps) {
  const { t } = useTranslation(['contacts', 'common']);
  const { opened, contact, onClose } = props;
  useFocusReturn(opened);
  return (
    <Modal
      opened={useAfterMount() && opened}
      onClose={onClose}
      title={t(contact ? 'dialog.editTitle' : 'dialog.addTitle')}
      returnFocus={false}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      {opened ? <ContactForm key={contact?.id ?? 'new'} {...props} /> : null}
    </Modal>
  );
}

function ContactForm({ contact, onClose, onDone }: ContactDialogProps) {
  const { t } = useTranslation(['contacts', 'common']);
  const [locale] = useLocale();
  const topicsErrorId = useId();
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState<ContactDraft>(() => draftOf(contact, locale));
  const [problems, setProblems] = useState<ContactProblems>({});
  const save = useSaveContact(contact?.id ?? null);
  const isAtField = Object.keys(serverProblems(save.error)).length > 0;

  const change = (part: Partial<ContactDraft>) => {
    save.reset();
    setDraft((before) => ({ ...before, ...part }));
    const changed = new Set(
      Object.keys(part).map((field) => (field === 'report' || field === 'warnings' ? 'topics' : field)),
    );
    setProblems((before) => Object.fromEntries(Object.entries(before).filter(([field]) => !changed.has(field))));
  };
  const show = (found: ContactProblems) => {
    setProblems(found);
    const [first] = Object.keys(found);
    form.current?.querySelector<HTMLElement>(`[name="${first === 'topics' ? 'report' : first}"]`)?.focus();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = problemsOf(draft);
    if (Object.keys(found).length > 0) {
      show(found);
      return;
    }
    const body = { ...draft, email: draft.email.trim(), name: draft.name.trim() };
    save.mutate(body, {
      onSuccess: () => {
        onDone(t(contact ? 'dialog.changed' : 'dialog.added', { name: body.name }));
        onClose();
      },
      onError: (error) => show(serverProblems(error)),
    });
  };
  const words = (problem: ContactProblems[keyof ContactProblems]) =>
    problem ? t(`problem.${problem}`, { maximum: BILLING_CONTACTS_MAX }) : undefined;
  return (
    <form ref={form} onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput
          size="md"
          data-autofocus
          name="email"
          type="email"
          inputMode="email"
          autoComplete="off"
          withAsterisk
          label={t('dialog.email')}
          description={t('dialog.emailHint')}
          maxLength={EMAIL_MAX_LENGTH}
          value={draft.email}
          error={words(problems.email)}
          onChange={(event) => change({ email: event.currentTarget.value })}
        />
        <TextInput
          size="md"
          name="name"
          autoComplete="off"
          withAsterisk
          label={t('dialog.name')}
          description={t('dialog.nameHint')}
          maxLength={NAME_MAX_LENGTH}
          value={draft.name}
          error={words(problems.name)}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <NativeSelect
          size="md"
          name="locale"
          label={t('dialog.language')}
          value={draft.locale}
          data={LOCALES.map((value) => ({ value, label: t(`common:language.${value}`) }))}
          onChange={(event) => {
            const { value } = event.currentTarget;
            change({ locale: LOCALES.find((known) => known === value) ?? DEFAULT_LOCALE });
          }}
        />
        <Stack
          component="fieldset"
          gap="sm"
          m={0}
          p={0}
          bd="none"
          aria-describedby={problems.topics ? topicsErrorId : undefined}
        >
          <Text component="legend" size="md" fw={500} mb={8}>
            {t('dialog.topics')}
          </Text>
          {CONTACT_TOPICS.map((topic) => (
            <Checkbox
              key={topic}
              size="md"
              name={topic}
              label={t(`topic.${topic}`)}
              description={t(`topicHint.${topic}`)}
              checked={draft[topic]}
              onChange={(event) => change({ [topic]: event.currentTarget.checked })}
            />
          ))}
          {problems.topics ? (
            <Text id={topicsErrorId} size="sm" c="red" role="alert">
              {words(problems.topics)}
            </Text>
          ) : null}
        </Stack>
        {save.error && !isAtField ? <ErrorCard error={save.error} /> : null}
        <Group justify="flex-end">
          <Button size="md" variant="default" onClick={onClose}>
            {t('common:action.cancel')}
          </Button>
          <Button size="md" type="submit" loading={save.isPending}>
            {t(contact ? 'common:action.save' : 'dialog.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
