import { VisuallyHidden } from '@mantine/core';
import type { UsageDto } from '@nyla/contracts';
import { useTranslation } from 'react-i18next';
import { formatCount } from '@/lib/money';

/** Tokens in and out, as `1'204 → 310`; nothing for bookings without tokens. */
export function TokenCount({ usage }: { readonly usage: UsageDto | null }) {
  const { t } = useTranslation('billing');
  if (!usage) return null;
  const input = formatCount(usage.input + usage.cacheRead + usage.cacheWrite + usage.cacheWriteLong);
  const output = formatCount(usage.output);
  if (input === '0' && output === '0') return null;
  return (
    <span style={{ whiteSpace: 'nowrap' }}>
      <span aria-hidden>
        {input} → {output}
      </span>
      <VisuallyHidden>{t('transactions.tokensText', { input, output })}</VisuallyHidden>
    </span>
  );
}
