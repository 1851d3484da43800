import { Button, Group, PasswordInput, Stack } from '@mantine/core';
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH, type PasswordFault } from '@nyla/contracts/constants';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { useMe } from '@/lib/session';
import { useChangePassword } from '../api/account-queries';
import { refusedFields } from '../logic/refused-fields';
import { Done } from './done';

const EMPTY = { currentPassword: '', newPassword: '' };

export function PasswordForm() {
  const { t } = useTranslation('account');
  const { user } = useMe();
  const [values, setValues] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const save = useChangePassword();
  const refused = refusedFields(save.error);
  const tooShort = [...values.newPassword].length < PASSWORD_MIN_LENGTH;

  const edit = (change: Partial<typeof EMPTY>) => {
    setValues({ ...values, ...change });
    // What the server said was about other words.
    if (!save.isPending) save.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (save.isPending || tooShort || values.currentPassword === '') return;
    save.mutate(values, {
      onSuccess: () => {
        setValues(EMPTY);
        setTried(false);
      },
    });
  };
  const faultText = (fault: PasswordFault) => t(`password.fault.${fault}`, { minimum: PASSWORD_MIN_LENGTH });
  const currentMissing = tried && values.currentPassword === '' ? t('password.currentRequired') : undefined;
  const newFault = refused.newPassword ?? (tried && tooShort ? 'minLength' : null);
  return (
    <form onSubmit={submit} noValidate aria-label={t('password.title')}>
      <Stack gap="md" maw={420}>
        {/* Tells password managers whose password this is. */}
        <input type="text" name="username" autoComplete="username" value={user.email} readOnly hidden />
        <PasswordInput
          size="md"
          label={t('password.current')}
          name="current-password"
          autoComplete="current-password"
          maxLength={PASSWORD_MAX_LENGTH}
          value={values.currentPassword}
          error={refused.password ? t('password.wrong') : currentMissing}
          onChange={(event) => edit({ currentPassword: event.currentTarget.value })}
          visibilityToggleButtonProps={{ 'aria-label': t('login.showPassword') }}
        />
        <PasswordInput
          size="md"
          label={t('password.new')}
          description={t('password.rule', { minimum: PASSWORD_MIN_LENGTH })}
          name="new-password"
          autoComplete="new-password"
          maxLength={PASSWORD_MAX_LENGTH}
          value={values.newPassword}
          error={newFault ? faultText(newFault) : undefined}
          onChange={(event) => edit({ newPassword: event.currentTarget.value })}
          visibilityToggleButtonProps={{ 'aria-label': t('login.showPassword') }}
        />
        {refused.rest ? <ErrorCard error={refused.rest} /> : null}
        <Group>
          <Button type="submit" size="md" loading={save.isPending}>
            {t('password.submit')}
          </Button>
          <Done text={save.data ? t('password.done', { count: save.data.ended }) : null} />
        </Group>
      </Stack>
    </form>
  );
}
