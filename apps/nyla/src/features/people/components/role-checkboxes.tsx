import { Checkbox, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { SkeletonLines } from '@/components/ui/skeletons';
import { rolesQuery } from '../api/people-queries';
import { useRoleName } from '../hooks/use-role-name';

interface RoleCheckboxesProps {
  readonly label: string;
  readonly value: readonly string[];
  readonly onChange: (roleIds: string[]) => void;
  readonly error?: string | undefined;
}

/** The roles of the mandate, any number of them to choose. */
export function RoleCheckboxes({ label, value, onChange, error }: RoleCheckboxesProps) {
  const { t } = useTranslation('people');
  const roleName = useRoleName();
  const roles = useQuery(rolesQuery);
  if (roles.isPending) return <SkeletonLines lines={2} height={24} />;
  if (roles.error) return <ErrorCard error={roles.error} onRetry={() => void roles.refetch()} />;
  return (
    <Checkbox.Group label={label} value={[...value]} onChange={onChange} error={error}>
      <Stack gap="sm" mt="xs" mb={4}>
        {roles.data.map(({ id, name, memberCount }) => (
          <Checkbox
            key={id}
            value={id}
            label={roleName(name)}
            description={t('roles.concerns', { count: memberCount })}
          />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
