import type { TransactionDto } from '@nyla/contracts';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

interface TransactionText {
  /** What happened: `Verbrauch · Chat`, `Aufladung`. */
  readonly title: string;
  /** The same where there is little room: of usage, which its minus sign tells, only what it was for. */
  readonly short: string;
  /** Why, in the words of whoever booked it; null where nobody said. */
  readonly note: string | null;
}

/** Puts a booking into words. */
export function useTransactionText(): (transaction: TransactionDto) => TransactionText {
  const { t } = useTranslation('billing');
  return useCallback(
    ({ type, feature, reason, reference }) => {
      const title = feature ? `${t(`type.${type}`)} · ${t(`feature.${feature}`)}` : t(`type.${type}`);
      return {
        title,
        short: feature && type === 'debit' ? t(`feature.${feature}`) : title,
        note: reason ?? reference,
      };
    },
    [t],
  );
}
