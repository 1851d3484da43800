import { Text } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { CheckLink } from './check-link';
import classes from './receipt.module.css';

/** Explains the calculation in words, for those who ask. */
export function ReceiptHow() {
  const { t } = useTranslation('billing');
  return (
    <details className={classes['how']}>
      <summary>
        {t('receipt.how')}
        <IconChevronDown size={16} stroke={1.8} aria-hidden />
      </summary>
      <Text size="sm">{t('receipt.howText')}</Text>
      <Text size="sm" mt="xs">
        {t('receipt.howLedger')}
      </Text>
      <CheckLink />
    </details>
  );
}
