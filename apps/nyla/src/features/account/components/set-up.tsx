import { Anchor, Button, Code, Group, PasswordInput, Stack, Text } from '@mantine/core';
import type { SecondFactorSetupDto } from '@nyla/contracts';
import { PASSWORD_MAX_LENGTH } from '@nyla/contracts/constants';
import { type FormEvent, lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeField } from '@/components/ui/code-field';
import { CopyIconButton } from '@/components/ui/copy-icon-button';
import { ErrorCard } from '@/components/ui/error-card';
import { useBeginSecondFactor, useConfirmSecondFactor } from '../api/account-queries';
import { refusedFields } from '../logic/refused-fields';
import classes from './account.module.css';

const QrCode = lazy(async () => ({ default: (await import('./qr-code')).QrCode }));

/** Password, then QR code and first code; the recovery codes follow. */
export function SetUp({ onCodes }: { readonly onCodes: (codes: readonly string[]) => void }) {
  const [setup, setSetup] = useState<SecondFactorSetupDto | null>(null);
  return setup ? <ConfirmStep setup={setup} onCodes={onCodes} /> : <PasswordStep onBegun={setSetup} />;
}

function PasswordStep({ onBegun }: { readonly onBegun: (setup: SecondFactorSetupDto) => void }) {
  const { t } = useTranslation('account');
  const [password, setPassword] = useState('');
  const begin = useBeginSecondFactor();
  const refused = refusedFields(begin.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!begin.isPending) begin.mutate(password, { onSuccess: onBegun });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text>{t('secondFactor.passwordText')}</Text>
        <PasswordInput
          data-autofocus
          size="md"
          required
          withAsterisk={false}
          label={t('password.current')}
          autoComplete="current-password"
          maxLength={PASSWORD_MAX_LENGTH}
          value={password}
          error={refused.password ? t('password.wrong') : undefined}
          onChange={(event) => {
            setPassword(event.currentTarget.value);
            begin.reset();
          }}
          visibilityToggleButtonProps={{ 'aria-label': t('login.showPassword') }}
        />
        {refused.rest ? <ErrorCard error={refused.rest} /> : null}
        <Button type="submit" size="md" loading={begin.isPending}>
          {t('secondFactor.next')}
        </Button>
      </Stack>
    </form>
  );
}

interface ConfirmStepProps {
  readonly setup: SecondFactorSetupDto;
  readonly onCodes: (codes: readonly string[]) => void;
}

function ConfirmStep({ setup, onCodes }: ConfirmStepProps) {
  const { t } = useTranslation(['account', 'common']);
  const [code, setCode] = useState('');
  const confirm = useConfirmSecondFactor();
  const refused = refusedFields(confirm.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!confirm.isPending) confirm.mutate(code, { onSuccess: ({ codes }) => onCodes(codes) });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text>{t('secondFactor.scanText')}</Text>
        <div className={classes['qr']}>
          <Suspense fallback={null}>
            <QrCode text={setup.uri} label={t('secondFactor.qrLabel')} />
          </Suspense>
        </div>
        {/* On the phone itself there is nothing to scan with. */}
        <Anchor href={setup.uri} hiddenFrom="sm" ta="center" py={10}>
          {t('secondFactor.openApp')}
        </Anchor>
        <div>
          <Text size="sm" c="dimmed" mb={4}>
            {t('secondFactor.secretText')}
          </Text>
          <Group gap="xs" wrap="nowrap">
            <Code className={classes['secret'] ?? ''}>{setup.secret.replace(/(.{4})(?=.)/g, '$1 ')}</Code>
            <CopyIconButton text={() => setup.secret} label={t('secondFactor.copySecret')} />
          </Group>
        </div>
        <CodeField
          focused
          label={t('secondFactor.firstCode')}
          value={code}
          error={refused.code ? t('secondFactor.wrongCode') : undefined}
          onChange={(next) => {
            setCode(next);
            confirm.reset();
          }}
        />
        {refused.rest ? <ErrorCard error={refused.rest} /> : null}
        <Button type="submit" size="md" loading={confirm.isPending}>
          {t('secondFactor.enable')}
        </Button>
      </Stack>
    </form>
  );
}
