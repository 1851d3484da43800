import { Group, Paper, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';

interface PanelProps {
  readonly title: string;
  /** Controls or a link at the right of the heading. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A titled card of the billing pages. */
export function Panel({ title, actions, children }: PanelProps) {
  const id = useId();
  return (
    <Paper component="section" withBorder radius="lg" p={{ base: 'md', sm: 'lg' }} aria-labelledby={id} h="100%">
      <Group justify="space-between" align="center" mb="md" gap="sm" mih={36}>
        <Title order={2} fz="lg" id={id}>
          {title}
        </Title>
        {actions}
      </Group>
      {children}
    </Paper>
  );
}
