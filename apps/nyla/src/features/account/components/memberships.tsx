import { Badge, Group, Stack, Text } from '@mantine/core';
import { DEFAULT_ROLES } from '@nyla/contracts/constants';
import { useTranslation } from 'react-i18next';
import { useMe } from '@/lib/session';
import classes from './account.module.css';

export function Memberships() {
  const { t } = useTranslation('account');
  const { memberships, mandateId: active } = useMe();
  const roleText = (role: string) => {
    const known = DEFAULT_ROLES.find((name) => name === role);
    return known ? t(`role.${known}`) : role;
  };
  return (
    <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
      {memberships.map(({ mandateId, mandateName, roles }) => (
        <Group key={mandateId} component="li" justify="space-between" className={classes['row'] ?? ''}>
          <span>
            <Text component="span" display="block" fw={500}>
              {mandateName}
            </Text>
            <Text component="span" display="block" size="sm" c="dimmed">
              {roles.map(roleText).join(', ')}
            </Text>
          </span>
          {mandateId === active ? (
            <Badge variant="light" tt="none" fw={500}>
              {t('active')}
            </Badge>
          ) : null}
        </Group>
      ))}
    </Stack>
  );
}
