import { Button } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './composer.module.css';

interface ModelButtonProps {
  /** Name of what will answer; null while nothing can. */
  readonly name: string | null;
  readonly loaded: boolean;
  readonly onClick: () => void;
  readonly ref: Ref<HTMLButtonElement>;
}

/** Shows what will answer, and opens the dialog in which that is chosen. */
export function ModelButton({ name, loaded, onClick, ref }: ModelButtonProps) {
  const { t } = useTranslation('models');
  return (
    <Button
      ref={ref}
      variant="subtle"
      color="gray"
      size="compact-md"
      c="var(--mantine-color-text)"
      fw={500}
      fz="sm"
      disabled={!loaded}
      className={classes['modelButton'] ?? ''}
      rightSection={<IconChevronDown size={15} stroke={1.8} aria-hidden />}
      aria-label={name ? t('picker.change', { model: name }) : t('picker.choose')}
      aria-haspopup="dialog"
      onClick={onClick}
    >
      <span className={classes['modelName']}>{name ?? t('picker.choose')}</span>
    </Button>
  );
}
