import type { ReactNode } from 'react';
import classes from './system.module.css';

interface BadgeProps {
  readonly tone?: 'good' | 'warn' | 'bad' | 'accent' | 'plain';
  readonly icon?: ReactNode;
  readonly children: ReactNode;
}

/** A state in a word, with a colour that never stands alone. */
export function Badge({ tone = 'plain', icon, children }: BadgeProps) {
  return (
    <span className={classes['badge']} data-tone={tone}>
      {icon}
      {children}
    </span>
  );
}
