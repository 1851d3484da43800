import { Button, Group, Stack, TextInput } from '@mantine/core';
import type { MeDto, UpdateMeDto } from '@nyla/contracts';
import { NAME_MAX_LENGTH } from '@nyla/contracts/constants';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { apiPatch } from '@/lib/api/client';
import { meQuery, useMe } from '@/lib/session';
import { Done } from './done';

export function ProfileForm() {
  const { t } = useTranslation(['account', 'common']);
  const { user } = useMe();
  const queryClient = useQueryClient();
  const [name, setName] = useState(user.displayName);
  const save = useMutation({
    mutationFn: (change: UpdateMeDto) => apiPatch<MeDto>('/me', change),
    onSuccess: (me) => {
      queryClient.setQueryData(meQuery.queryKey, me);
      setName(me.user.displayName);
    },
  });
  const trimmed = name.trim();
  const changed = trimmed !== user.displayName;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (trimmed && changed) save.mutate({ displayName: trimmed });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg" maw={420}>
        <TextInput
          size="md"
          label={t('name')}
          description={t('nameHint')}
          name="name"
          autoComplete="name"
          maxLength={NAME_MAX_LENGTH}
          value={name}
          error={trimmed ? undefined : t('nameRequired')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput size="md" label={t('email')} value={user.email} readOnly variant="filled" />
        {save.error ? <ErrorCard error={save.error} /> : null}
        <Group>
          <Button type="submit" size="md" disabled={!trimmed || !changed} loading={save.isPending}>
            {t('common:action.save')}
          </Button>
          <Done text={save.isSuccess && !changed ? t('saved') : null} />
        </Group>
      </Stack>
    </form>
  );
}
