import { Text } from '@mantine/core';
import type { UnusableReason } from '@nyla/contracts';
import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './model-picker.module.css';

/** Why something in the list cannot be chosen, and who can change that. */
export function Reason({ reason }: { readonly reason: UnusableReason | null }) {
  const { t } = useTranslation('models');
  return (
    <Text size="sm" c="dimmed" className={classes['reason'] ?? ''}>
      <IconLock size={14} stroke={1.8} aria-hidden />
      <span>{t(`picker.reason.${reason ?? 'unknown'}`)}</span>
    </Text>
  );
}
