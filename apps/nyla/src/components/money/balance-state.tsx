import type { BalanceState } from '@nyla/contracts';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconInfinity,
  IconLock,
  type IconProps,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './balance-state.module.css';

/** The icon of a balance's state; colour comes from `data-state`, so that neither stands alone. */
export function BalanceStateIcon({ state, ...props }: IconProps & { readonly state: BalanceState }) {
  switch (state) {
    case 'ok':
      return <IconCircleCheck aria-hidden {...props} />;
    case 'low':
      return <IconAlertTriangle aria-hidden {...props} />;
    case 'exhausted':
      return <IconCircleX aria-hidden {...props} />;
    case 'suspended':
      return <IconLock aria-hidden {...props} />;
    case 'unlimited':
      return <IconInfinity aria-hidden {...props} />;
  }
}

interface BalanceStateLabelProps {
  readonly state: BalanceState;
  /** A shorter word for it, in a smaller label: for lists. */
  readonly word?: string;
}

/** State of the balance by colour, icon and words. */
export function BalanceStateLabel({ state, word }: BalanceStateLabelProps) {
  const { t } = useTranslation();
  const isSmall = word !== undefined;
  return (
    <span className={classes['state']} data-state={state} data-small={isSmall || undefined}>
      <BalanceStateIcon state={state} size={isSmall ? 15 : 18} stroke={1.8} />
      {word ?? t(`balance.state.${state}`)}
    </span>
  );
}
