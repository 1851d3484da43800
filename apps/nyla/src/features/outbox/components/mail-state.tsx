import type { MailState as State } from '@nyla/contracts/constants';
import { useTranslation } from 'react-i18next';
import classes from './outbox.module.css';

/** Where a mail stands, in a word, with a colour that never stands alone. */
export function MailState({ state }: { readonly state: State }) {
  const { t } = useTranslation('outbox');
  return (
    <span className={classes['state']} data-state={state}>
      {t(`state.${state}`)}
    </span>
  );
}
