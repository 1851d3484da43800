import { Stack, Text } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import classes from './account.module.css';

interface SectionProps {
  readonly title: string;
  readonly hint?: string;
  readonly children: ReactNode;
}

export function Section({ title, hint, children }: SectionProps) {
  const id = useId();
  return (
    <section className={classes['section']} aria-labelledby={id}>
      <div>
        <Text component="h2" id={id} fw={600}>
          {title}
        </Text>
        {hint ? (
          <Text size="sm" c="dimmed" mt={4}>
            {hint}
          </Text>
        ) : null}
      </div>
      <Stack gap="lg">{children}</Stack>
    </section>
  );
}
