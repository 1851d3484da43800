import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import type { CreatedInvitationDto } from '@nyla/contracts';
import { EMAIL_MAX_LENGTH, LOCALES } from '@nyla/contracts/constants';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { currentLocale } from '@/lib/i18n';
import { useInvite } from '../api/people-queries';
import { useDates } from '../hooks/use-dates';
import { fieldError } from '../logic/field-errors';
import { Dialog } from './dialog';
import { RoleCheckboxes } from './role-checkboxes';
import { Secret } from './secret';

interface InviteDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function InviteDialog({ opened, onClose }: InviteDialogProps) {
  const { t } = useTranslation('people');
  const [sent, setSent] = useState<CreatedInvitationDto | null>(null);
  const close = () => {
    onClose();
    setSent(null);
  };
  return (
    <Dialog opened={opened} onClose={close} title={t(sent ? 'invite.linkTitle' : 'invite.title')}>
      {sent ? <InvitationLink invitation={sent} onDone={close} /> : <InviteForm onSent={setSent} onClose={close} />}
    </Dialog>
  );
}

/** The link, the only time that it is shown. */
export function InvitationLink({
  invitation,
  onDone,
}: {
  readonly invitation: CreatedInvitationDto;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation('people');
  const { instant } = useDates();
  const { email, link, expiresAt } = invitation;
  return (
    <Secret
      label={t('invite.link')}
      text={link}
      hint={t('invite.linkHint', { email, until: instant(expiresAt) })}
      onDone={onDone}
    />
  );
}

interface InviteFormProps {
  readonly onSent: (invitation: CreatedInvitationDto) => void;
  readonly onClose: () => void;
}

function InviteForm({ onSent, onClose }: InviteFormProps) {
  const { t } = useTranslation(['people', 'common']);
  const [email, setEmail] = useState('');
  const [roleIds, setRoleIds] = useState<string[]>([]);
  const [locale, setLocale] = useState(currentLocale());
  const [noRole, setNoRole] = useState(false);
  const invite = useInvite();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setNoRole(roleIds.length === 0);
    if (roleIds.length > 0) invite.mutate({ email, roleIds, locale }, { onSuccess: onSent });
  };
  const emailIsWrong = fieldError(invite.error, 'email') !== undefined;
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          type="email"
          label={t('invite.email')}
          description={t('invite.emailHint')}
          data-autofocus
          required
          withAsterisk={false}
          autoComplete="off"
          maxLength={EMAIL_MAX_LENGTH}
          value={email}
          error={emailIsWrong ? t('invite.emailWrong') : undefined}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <RoleCheckboxes
          label={t('members.roles')}
          value={roleIds}
          error={noRole && roleIds.length === 0 ? t('invite.roleMissing') : undefined}
          onChange={setRoleIds}
        />
        <Select
          label={t('invite.language')}
          allowDeselect={false}
          data={LOCALES.map((value) => ({ value, label: t(`common:language.${value}`) }))}
          value={locale}
          onChange={(value) => setLocale(LOCALES.find((known) => known === value) ?? locale)}
        />
        {invite.error && !emailIsWrong ? <ErrorCard error={invite.error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:action.cancel')}
          </Button>
          <Button type="submit" loading={invite.isPending}>
            {t('invite.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
