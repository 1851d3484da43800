import { Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import classes from './contacts.module.css';

/** Says, also to screen readers, that something was done. The region is there before its text, so that it is read out. */
export function DoneLine({ text }: { readonly text: string | null }) {
  return (
    <div role="status">
      {text === null ? null : (
        <Text component="div" size="sm" mb="sm" className={classes['done'] ?? ''}>
          <IconCircleCheck size={20} stroke={1.8} aria-hidden />
          {text}
        </Text>
      )}
    </div>
  );
}
