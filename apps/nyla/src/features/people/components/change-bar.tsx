import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import type { RoleDto } from '@nyla/contracts';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { useResourceName } from '../hooks/use-resource-name';
import type { RoleDrafts } from '../hooks/use-role-drafts';
import { useRoleName } from '../hooks/use-role-name';
import classes from './matrix.module.css';

/** What is about to change and whom it concerns; then the one button that makes it so. */
export function ChangeBar({ drafts }: { readonly drafts: RoleDrafts }) {
  const { t } = useTranslation(['people', 'common']);
  const roleName = useRoleName();
  const { dirty, errors, saving, saved } = drafts;
  return (
    <>
      <Text role="status" size="sm" c="dimmed">
        {saved ? t('roles.saved') : ''}
      </Text>
      {dirty.length > 0 || errors.length > 0 ? (
        <Paper
          component="section"
          withBorder
          radius="lg"
          p="md"
          className={classes['bar'] ?? ''}
          aria-label={t('roles.changes')}
        >
          <Stack gap="sm">
            {errors.map(({ role, error }) => (
              <div key={role.id}>
                <Text size="sm" fw={600} mb={4}>
                  {roleName(role.name)}
                </Text>
                <ErrorCard error={error} />
              </div>
            ))}
            {dirty.map((role) => (
              <ChangesOf key={role.id} role={role} drafts={drafts} />
            ))}
            <Group justify="flex-end" gap="sm">
              <Button variant="default" disabled={saving} onClick={drafts.discard}>
                {t('roles.discard')}
              </Button>
              <Button loading={saving} disabled={dirty.length === 0} onClick={() => void drafts.save()}>
                {t('common:action.save')}
              </Button>
            </Group>
          </Stack>
        </Paper>
      ) : null}
    </>
  );
}

function ChangesOf({ role, drafts }: { readonly role: RoleDto; readonly drafts: RoleDrafts }) {
  const { t } = useTranslation('people');
  const roleName = useRoleName();
  const resourceName = useResourceName();
  const changes = Object.entries(drafts.editsOf(role)).map(([resource, effect]) =>
    t(`change.${effect ?? 'inherit'}`, { name: resourceName(resource) }),
  );
  return (
    <Text size="sm">
      <Text span inherit fw={600}>
        {`${roleName(role.name)} (${t('roles.concerns', { count: role.memberCount })}): `}
      </Text>
      {changes.join(' · ')}
    </Text>
  );
}
