import { Group, Stack, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ConnectionBar } from '@/components/ui/connection-bar';
import { Logo } from '@/components/ui/logo';
import classes from './login.module.css';

interface SessionFrameProps {
  readonly title: string;
  /** Language and theme. */
  readonly controls: ReactNode;
  readonly children: ReactNode;
}

/** The frame of pages beside the login, for readers who are not signed in. */
export function SessionFrame({ title, controls, children }: SessionFrameProps) {
  const { t } = useTranslation();
  useDocumentTitle(`${title} · ${t('brand')}`);
  return (
    <div className={classes['page']}>
      <ConnectionBar />
      <Group justify="flex-end" gap={4} p="sm" component="header">
        {controls}
      </Group>
      <main className={classes['main']}>
        <Stack gap="xl" w="100%" maw={400}>
          <Stack gap="sm">
            <Logo size={44} />
            <Title order={1} fz={26} lts="-0.015em" mt="xs">
              {title}
            </Title>
          </Stack>
          {children}
        </Stack>
      </main>
    </div>
  );
}
