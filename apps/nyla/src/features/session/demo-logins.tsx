import { Stack, Text, UnstyledButton } from '@mantine/core';
import { DEFAULT_ROLES } from '@nyla/contracts/constants';
import { IconArrowRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './login.module.css';
import type { DemoLogin } from './session-options';

interface DemoLoginsProps {
  readonly logins: readonly DemoLogin[];
  readonly password: string;
  readonly disabled: boolean;
  readonly onPick: (email: string) => void;
}

/** The people of the demo mandate, each a button that signs in. */
export function DemoLogins({ logins, password, disabled, onPick }: DemoLoginsProps) {
  const { t } = useTranslation('account');
  const roleText = (role: string) => {
    const known = DEFAULT_ROLES.find((name) => name === role);
    return known ? t(`login.role.${known}`) : role;
  };
  return (
    <Stack gap="xs" component="section" aria-labelledby="demo-logins">
      <Text id="demo-logins" component="h2" size="sm" fw={600}>
        {t('login.demoTitle')}
      </Text>
      <div className={classes['demo']}>
        {logins.map(({ email, displayName, role }) => (
          <UnstyledButton
            key={email}
            className={classes['demoLogin'] ?? ''}
            disabled={disabled}
            title={email}
            onClick={() => onPick(email)}
          >
            <span>
              <Text component="span" display="block" size="sm" fw={500}>
                {displayName}
              </Text>
              <Text component="span" display="block" size="xs" c="dimmed">
                {roleText(role)} · {mandateOf(email)}
              </Text>
            </span>
            <IconArrowRight size={16} stroke={1.6} aria-hidden />
          </UnstyledButton>
        ))}
      </div>
      <Text size="xs" c="dimmed">
        {t('login.demoText', { password })}
      </Text>
    </Stack>
  );
}

/** Each mandate of the demo has a domain of its own, which is all that is known of it before the sign-in. */
function mandateOf(email: string): string {
  return email.slice(email.indexOf('@') + 1);
}
