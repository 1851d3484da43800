import { Text } from '@mantine/core';
import type { WishDto } from '@nyla/contracts';
import { IconSend } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '@/lib/format-date';
import { currentLocale } from '@/lib/i18n';
import classes from './wish.module.css';

/** When something was asked for, and whom; it is also what a screen reader hears after asking. */
export function SentWish({ wish }: { readonly wish: WishDto }) {
  const { t } = useTranslation('notices');
  const time = formatInstant(wish.sentAt, currentLocale());
  const names = wish.sentTo.join(', ');
  return (
    <Text component="span" size="sm" role="status" className={classes['sent'] ?? ''}>
      <IconSend size={15} stroke={1.7} aria-hidden />
      <span>{names === '' ? t('wish.sentToNobody', { time }) : t('wish.sent', { time, names })}</span>
    </Text>
  );
}
