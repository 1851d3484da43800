import { ActionIcon, Popover, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';

interface HintProps {
  /** The figure that is explained; names the button. */
  readonly about: string;
  readonly text: string;
}

/** A small button that explains a figure, on hover-less devices too. */
export function Hint({ about, text }: HintProps) {
  return (
    <Popover width={260} position="top" withArrow shadow="md">
      <Popover.Target>
        <ActionIcon variant="transparent" color="gray" c="dimmed" size={24} ml={2} aria-label={`${about}: ${text}`}>
          <IconInfoCircle size={15} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Text size="sm">{text}</Text>
      </Popover.Dropdown>
    </Popover>
  );
}
