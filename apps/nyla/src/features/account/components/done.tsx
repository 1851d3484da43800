import { Group, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';

/** Says that something is done; the place is there before, so that screen readers notice. */
export function Done({ text }: { readonly text: string | null }) {
  return (
    <Text role="status" size="sm" c="dimmed" component="span">
      {text === null ? null : (
        <Group gap={6} component="span" wrap="nowrap">
          <IconCheck size={16} aria-hidden style={{ flex: 'none' }} />
          {text}
        </Group>
      )}
    </Text>
  );
}
