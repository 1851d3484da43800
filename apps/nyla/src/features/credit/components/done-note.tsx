import { Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import classes from './credit.module.css';

interface DoneNoteProps {
  readonly text: string | null;
  /** Stands beside a button, and not above what follows. */
  readonly inline?: boolean;
}

/** Says, also to screen readers, that something was done. The region is there before its text, so that it is read out. */
export function DoneNote({ text, inline = false }: DoneNoteProps) {
  return (
    <div role="status" className={inline ? undefined : classes['doneAbove']}>
      {text === null ? null : (
        <Text component="div" className={classes['done'] ?? ''}>
          <IconCircleCheck size={20} stroke={1.8} aria-hidden />
          {text}
        </Text>
      )}
    </div>
  );
}
