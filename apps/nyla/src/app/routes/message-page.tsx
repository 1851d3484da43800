import { Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '@/components/ui/page';

interface MessagePageProps {
  readonly title: string;
  readonly text: string;
  readonly action: ReactNode;
}

/** A whole page that only has something to say. */
export function MessagePage({ title, text, action }: MessagePageProps) {
  const { t } = useTranslation();
  useDocumentTitle(`${title} · ${t('brand')}`);
  return (
    <Page width={560}>
      <Stack gap="md" align="flex-start" pt={{ base: 'xl', sm: 80 }}>
        <Title order={1} fz={26}>
          {title}
        </Title>
        <Text c="dimmed">{text}</Text>
        {action}
      </Stack>
    </Page>
  );
}
