import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { StatementScope } from '../api/statement-queries';
import classes from './statements.module.css';

interface StatementLinkProps {
  readonly scope: StatementScope;
  readonly statementId: string;
  readonly children: ReactNode;
}

/** Leads to one statement, in the area that the reader is in. */
export function StatementLink({ scope: { mandateId }, statementId, children }: StatementLinkProps) {
  const className = classes['link'] ?? '';
  return mandateId === undefined ? (
    <Link to="/billing/statements/$statementId" params={{ statementId }} className={className}>
      {children}
    </Link>
  ) : (
    <Link
      to="/admin/mandates/$mandateId/statements/$statementId"
      params={{ mandateId, statementId }}
      className={className}
    >
      {children}
    </Link>
  );
}
