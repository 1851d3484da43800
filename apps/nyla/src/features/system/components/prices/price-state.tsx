import type { PriceState as State } from '@nyla/contracts/constants';
import { useTranslation } from 'react-i18next';
import { Badge } from '../badge';

const TONES = { current: 'good', future: 'accent', past: 'plain', withdrawn: 'warn' } as const;

export function PriceState({ state }: { readonly state: State }) {
  const { t } = useTranslation('system');
  return <Badge tone={TONES[state]}>{t(`state.${state}`)}</Badge>;
}
