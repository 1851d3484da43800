import { Stack, Text } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import classes from './automation.module.css';

interface SectionProps {
  readonly title: string;
  readonly hint?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a tab: what it is about at the left, its fields at the right. */
export function Section({ title, hint, children }: SectionProps) {
  const id = useId();
  return (
    <section className={classes['section']} aria-labelledby={id}>
      <div>
        <Text component="h2" fw={600} id={id}>
          {title}
        </Text>
        {hint ? (
          <Text size="sm" c="dimmed" mt={4}>
            {hint}
          </Text>
        ) : null}
      </div>
      <Stack gap="lg" miw={0}>
        {children}
      </Stack>
    </section>
  );
}
