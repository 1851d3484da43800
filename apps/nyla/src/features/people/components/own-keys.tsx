import { Button, Group, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActiveMandate } from '@/lib/session';
import { ApiKeyDialog } from './api-key-dialog';
import { ApiKeyPanel } from './api-key-panel';

/** The reader's own keys in this mandate, for the account page. */
export function OwnKeys() {
  const { t } = useTranslation('people');
  const { mandateName } = useActiveMandate();
  const [making, setMaking] = useState(false);
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t('keys.ownHint', { mandate: mandateName })}
      </Text>
      <ApiKeyPanel scope="own" />
      <Group>
        <Button
          variant="default"
          leftSection={<IconPlus size={18} stroke={1.8} aria-hidden />}
          onClick={() => setMaking(true)}
        >
          {t('keys.create')}
        </Button>
      </Group>
      <ApiKeyDialog opened={making} mayMakePrograms={false} onClose={() => setMaking(false)} />
    </Stack>
  );
}
