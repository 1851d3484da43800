import { Button, Group, Radio, Select, Stack, TextInput } from '@mantine/core';
import type { CreatedApiKeyDto } from '@nyla/contracts';
import { NAME_MAX_LENGTH } from '@nyla/contracts/constants';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { useToday } from '@/lib/use-today';
import { useMakeApiKey } from '../api/api-key-queries';
import { rolesQuery } from '../api/people-queries';
import { useRoleName } from '../hooks/use-role-name';
import { EXPIRIES, type Expiry, expiresAt } from '../logic/expiry';
import { fieldError } from '../logic/field-errors';
import { Dialog } from './dialog';
import { Secret } from './secret';

interface ApiKeyDialogProps {
  readonly opened: boolean;
  /** Keys of the mandate itself can be made beside own ones. */
  readonly mayMakePrograms: boolean;
  readonly onClose: () => void;
}

export function ApiKeyDialog({ opened, mayMakePrograms, onClose }: ApiKeyDialogProps) {
  const { t } = useTranslation('people');
  const [made, setMade] = useState<CreatedApiKeyDto | null>(null);
  const close = () => {
    onClose();
    setMade(null);
  };
  return (
    <Dialog opened={opened} onClose={close} title={t(made ? 'keys.madeTitle' : 'keys.create')}>
      {made ? (
        <Secret
          label={t('keys.key')}
          text={made.key}
          hint={t('keys.keyHint', { name: made.ownerName })}
          onDone={close}
        />
      ) : (
        <ApiKeyForm mayMakePrograms={mayMakePrograms} onMade={setMade} onClose={close} />
      )}
    </Dialog>
  );
}

interface ApiKeyFormProps {
  readonly mayMakePrograms: boolean;
  readonly onMade: (key: CreatedApiKeyDto) => void;
  readonly onClose: () => void;
}

function ApiKeyForm({ mayMakePrograms, onMade, onClose }: ApiKeyFormProps) {
  const { t } = useTranslation(['people', 'common']);
  const today = useToday();
  const [name, setName] = useState('');
  const [owner, setOwner] = useState<'self' | 'mandate'>('self');
  const [roleId, setRoleId] = useState<string | null>(null);
  const [expiry, setExpiry] = useState<Expiry>('90');
  const [date, setDate] = useState('');
  const make = useMakeApiKey();
  const isProgram = mayMakePrograms && owner === 'mandate';
  const isReady = name.trim() !== '' && (!isProgram || roleId !== null) && (expiry !== 'date' || date !== '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    const until = expiresAt(expiry, date, new Date());
    make.mutate(
      { name, ...(until === null ? {} : { expiresAt: until }), ...(isProgram && roleId ? { roleId } : {}) },
      { onSuccess: onMade },
    );
  };
  const dateIsWrong = fieldError(make.error, 'expiresAt') !== undefined;
  return (
    <form onSubmit={submit}>
      <Stack>
        {mayMakePrograms ? (
          <Radio.Group
            label={t('keys.for')}
            value={owner}
            onChange={(value) => setOwner(value === 'mandate' ? 'mandate' : 'self')}
          >
            <Stack gap="sm" mt="xs">
              <Radio value="self" label={t('keys.forSelf')} description={t('keys.forSelfHint')} />
              <Radio value="mandate" label={t('keys.forMandate')} description={t('keys.forMandateHint')} />
            </Stack>
          </Radio.Group>
        ) : null}
        <TextInput
          label={t('keys.name')}
          description={t(isProgram ? 'keys.nameHintProgram' : 'keys.nameHint')}
          data-autofocus
          required
          withAsterisk={false}
          maxLength={NAME_MAX_LENGTH}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {isProgram ? <RoleSelect value={roleId} onChange={setRoleId} /> : null}
        <Select
          label={t('keys.expires')}
          allowDeselect={false}
          data={EXPIRIES.map((value) => ({ value, label: t(`keys.expiry.${value}`) }))}
          value={expiry}
          onChange={(value) => setExpiry(EXPIRIES.find((known) => known === value) ?? expiry)}
        />
        {expiry === 'date' ? (
          <TextInput
            type="date"
            label={t('keys.lastDay')}
            required
            withAsterisk={false}
            min={today}
            value={date}
            error={dateIsWrong ? t('keys.dateWrong') : undefined}
            onChange={(event) => setDate(event.currentTarget.value)}
          />
        ) : null}
        {make.error && !dateIsWrong ? <ErrorCard error={make.error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:action.cancel')}
          </Button>
          <Button type="submit" disabled={!isReady} loading={make.isPending}>
            {t('keys.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface RoleSelectProps {
  readonly value: string | null;
  readonly onChange: (roleId: string | null) => void;
}

function RoleSelect({ value, onChange }: RoleSelectProps) {
  const { t } = useTranslation('people');
  const roleName = useRoleName();
  const roles = useQuery(rolesQuery);
  if (roles.error) return <ErrorCard error={roles.error} onRetry={() => void roles.refetch()} />;
  return (
    <Select
      label={t('keys.role')}
      description={t('keys.roleHint')}
      placeholder={t('keys.chooseRole')}
      allowDeselect={false}
      disabled={roles.isPending}
      data={(roles.data ?? []).map(({ id, name }) => ({ value: id, label: roleName(name) }))}
      value={value}
      onChange={onChange}
    />
  );
}
