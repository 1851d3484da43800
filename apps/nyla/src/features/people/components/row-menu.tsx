import { ActionIcon } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Menu } from '@/components/ui/menu';
import classes from './people.module.css';

interface RowMenuProps {
  /** What the menu is about. */
  readonly label: string;
  readonly children: ReactNode;
}

/** What can be done with one line of a list. */
export function RowMenu({ label, children }: RowMenuProps) {
  return (
    <Menu
      renderTrigger={(props) => (
        <ActionIcon
          {...props}
          variant="subtle"
          color="gray"
          size={36}
          aria-label={label}
          className={classes['menuButton'] ?? ''}
        >
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      )}
    >
      {children}
    </Menu>
  );
}
