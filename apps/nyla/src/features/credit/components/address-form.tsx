import { Button, Group, NativeSelect, Stack, Text, TextInput, type TextInputProps } from '@mantine/core';
import type { BillingAddressDto } from '@nyla/contracts';
import {
  ADDRESS_NAME_MAX_LENGTH,
  ADDRESS_NUMBER_MAX_LENGTH,
  ADDRESS_POSTCODE_MAX_LENGTH,
  ADDRESS_STREET_MAX_LENGTH,
  ADDRESS_TOWN_MAX_LENGTH,
  EMAIL_MAX_LENGTH,
} from '@nyla/contracts/constants';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { LeaveGuard } from '@/components/ui/leave-guard';
import { hasCode } from '@/lib/api/api-error';
import { formatInstant } from '@/lib/format-date';
import { usePermission } from '@/lib/session';
import { useLocale } from '@/lib/use-locale';
import { useUpdateAddress } from '../api/credit-queries';
import { useCountries } from '../hooks/use-countries';
import {
  type AddressField,
  type AddressProblems,
  type AddressTexts,
  addressBody,
  addressTexts,
  problemsOf,
  REQUIRED_FIELDS,
  serverProblems,
  writtenVatId,
} from '../logic/address';
import classes from './credit.module.css';
import { DoneNote } from './done-note';

const VAT_INPUT_MAX_LENGTH = 40;

/** The address as a form. What is wrong stands at its field, once the field was left or the form was sent. */
export function AddressForm({ address }: { readonly address: BillingAddressDto }) {
  const { t } = useTranslation(['credit', 'common']);
  const [locale] = useLocale();
  const mayChange = usePermission('data.billing.address.write');
  const countries = useCountries();
  const form = useRef<HTMLFormElement>(null);
  const leaving = useRef(false);
  const [texts, setTexts] = useState<AddressTexts>(() => addressTexts(address));
  const [problems, setProblems] = useState<AddressProblems>({});
  const save = useUpdateAddress();
  const isChanged = JSON.stringify(texts) !== JSON.stringify(addressTexts(address));
  const isWrongAtField = hasCode(save.error, 'common.validation_failed') && Object.keys(problems).length > 0;

  const change = (field: AddressField, value: string) => {
    save.reset();
    setTexts((before) => ({ ...before, [field]: value }));
    // Number and postcode are read as the country's: what was wrong there may be right here.
    const outdated = field === 'country' ? [field, 'vatId', 'postcode'] : [field];
    setProblems((before) => Object.fromEntries(Object.entries(before).filter(([name]) => !outdated.includes(name))));
  };
  const check = (field: AddressField) => {
    const problem = problemsOf(texts)[field];
    // A field that was only passed through is not yet a mistake.
    if (problem && texts[field].trim() !== '') setProblems((before) => ({ ...before, [field]: problem }));
    if (field === 'vatId') {
      setTexts((before) => ({ ...before, vatId: writtenVatId(before.vatId, before.country) }));
    }
  };
  const show = (found: AddressProblems) => {
    setProblems(found);
    const first = form.current?.querySelector<HTMLElement>(
      Object.keys(found)
        .map((field) => `[name="${field}"]`)
        .join(', ') || ':not(*)',
    );
    first?.focus();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = problemsOf(texts);
    if (Object.keys(found).length > 0) {
      show(found);
      return;
    }
    save.mutate(addressBody(texts), {
      onSuccess: (saved) => setTexts(addressTexts(saved)),
      onError: (error) => {
        if (hasCode(error, 'common.validation_failed')) show(serverProblems(error.fieldErrors));
      },
    });
  };
  const field = (name: AddressField, maxLength: number): TextInputProps & { name: string } => {
    const problem = problems[name];
    return {
      name,
      size: 'md',
      label: t(`address.${name}`),
      maxLength,
      value: texts[name],
      readOnly: !mayChange,
      withAsterisk: REQUIRED_FIELDS.some((required) => required === name),
      error: problem ? t(`address.problem.${problem}`) : undefined,
      onChange: (event) => change(name, event.currentTarget.value),
      onBlur: () => check(name),
    };
  };
  return (
    <form ref={form} onSubmit={submit} noValidate autoComplete="on">
      <LeaveGuard active={mayChange && isChanged && !save.isPending} leaving={leaving} text={t('address.leave')} />
      <Stack gap="lg">
        {mayChange ? null : <Text c="dimmed">{t('address.readOnly')}</Text>}
        <TextInput {...field('company', ADDRESS_NAME_MAX_LENGTH)} autoComplete="organization" />
        <TextInput
          {...field('person', ADDRESS_NAME_MAX_LENGTH)}
          description={t('address.personHint')}
          autoComplete="name"
        />
        <div className={classes['pair']}>
          <TextInput {...field('street', ADDRESS_STREET_MAX_LENGTH)} autoComplete="address-line1" />
          <TextInput {...field('houseNumber', ADDRESS_NUMBER_MAX_LENGTH)} autoComplete="off" />
        </div>
        <div className={`${classes['pair']} ${classes['narrowFirst']}`}>
          <TextInput {...field('postcode', ADDRESS_POSTCODE_MAX_LENGTH)} autoComplete="postal-code" />
          <TextInput {...field('town', ADDRESS_TOWN_MAX_LENGTH)} autoComplete="address-level2" />
        </div>
        <NativeSelect
          name="country"
          size="md"
          label={t('address.country')}
          withAsterisk
          autoComplete="country"
          data={countries}
          value={texts.country}
          disabled={!mayChange}
          error={problems.country ? t(`address.problem.${problems.country}`) : undefined}
          onChange={(event) => change('country', event.currentTarget.value)}
        />
        <TextInput {...field('email', EMAIL_MAX_LENGTH)} type="email" inputMode="email" autoComplete="email" />
        <TextInput
          {...field('vatId', VAT_INPUT_MAX_LENGTH)}
          description={t(texts.country === 'CH' ? 'address.vatIdHint' : 'address.vatIdHintAbroad')}
          autoComplete="off"
        />
        {save.error && !isWrongAtField ? <ErrorCard error={save.error} /> : null}
        {mayChange ? (
          <Group>
            <Button type="submit" size="md" disabled={!isChanged} loading={save.isPending}>
              {t('common:action.save')}
            </Button>
            <DoneNote inline text={save.isSuccess && !isChanged ? t('address.saved') : null} />
          </Group>
        ) : null}
        {address.updatedAt === null ? null : (
          <Text size="sm" c="dimmed">
            {t('address.changed', { time: formatInstant(address.updatedAt, locale) })}
          </Text>
        )}
      </Stack>
    </form>
  );
}
