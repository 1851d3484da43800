import { Anchor } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { StatementScope } from '../api/statement-queries';

interface BackLinkProps {
  readonly scope: StatementScope;
  readonly to: 'statements' | 'mandate';
}

/** The way one page up. */
export function BackLink({ scope: { mandateId }, to }: BackLinkProps) {
  const { t } = useTranslation('statements');
  return (
    <Anchor
      renderRoot={(props) =>
        mandateId === undefined ? (
          <Link to="/billing/statements" {...props} />
        ) : (
          <Link
            to={to === 'mandate' ? '/admin/mandates/$mandateId' : '/admin/mandates/$mandateId/statements'}
            params={{ mandateId }}
            {...props}
          />
        )
      }
      size="sm"
      c="dimmed"
      display="inline-flex"
      mb={6}
      mih={24}
      style={{ alignItems: 'center', gap: 4 }}
    >
      <IconArrowLeft size={15} aria-hidden />
      {to === 'mandate' ? t('list.back') : t('detail.back')}
    </Anchor>
  );
}
