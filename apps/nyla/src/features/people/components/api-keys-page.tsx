import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { ApiKeyDialog } from './api-key-dialog';
import { ApiKeyPanel } from './api-key-panel';

/** Every key with which a program works in the mandate, of people and of the mandate itself. */
export function ApiKeysPage() {
  const { t } = useTranslation(['people', 'common']);
  const [making, setMaking] = useState(false);
  return (
    <Page>
      <PageHeader
        title={t('common:page.apiKeys')}
        description={t('keys.description')}
        actions={
          <Button leftSection={<IconPlus size={18} stroke={1.8} aria-hidden />} onClick={() => setMaking(true)}>
            {t('keys.create')}
          </Button>
        }
      />
      <Panel title={t('keys.title')}>
        <ApiKeyPanel scope="all" />
      </Panel>
      <ApiKeyDialog opened={making} mayMakePrograms onClose={() => setMaking(false)} />
    </Page>
  );
}
