import { Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface EmptyStateProps {
  readonly icon?: ReactNode;
  /** One sentence: what will be here. */
  readonly text: string;
  /** One way to change that. */
  readonly action?: ReactNode;
}

export function EmptyState({ icon, text, action }: EmptyStateProps) {
  return (
    <Stack align="center" gap="md" py="xl" px="md" ta="center">
      {icon ? (
        <Text component="span" c="dimmed" aria-hidden lh={0}>
          {icon}
        </Text>
      ) : null}
      <Text c="dimmed" maw={420}>
        {text}
      </Text>
      {action}
    </Stack>
  );
}
