import type { TransactionDto } from '@nyla/contracts';
import { useTranslation } from 'react-i18next';
import classes from './transaction.module.css';

/** Says in words what was not ordinary about a booking: stopped, broken off, estimated, late. */
export function TransactionMarks({ transaction }: { readonly transaction: TransactionDto }) {
  const { t } = useTranslation('billing');
  const { outcome, estimated, late } = transaction;
  const marks = [
    ...(outcome !== null && outcome !== 'completed' ? [t(`outcome.${outcome}`)] : []),
    ...(estimated ? [t('mark.estimated')] : []),
    ...(late ? [t('mark.late')] : []),
  ];
  return marks.map((mark) => (
    <span key={mark} className={classes['mark']}>
      {mark}
    </span>
  ));
}
