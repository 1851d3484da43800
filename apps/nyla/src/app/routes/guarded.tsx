import type { Permission } from '@nyla/contracts';
import type { ReactNode } from 'react';
import { usePermission } from '@/lib/session';
import { NoAccessPage } from './no-access-page';

interface GuardedProps {
  readonly permission: Permission;
  readonly children: ReactNode;
}

/** Shows a page only to those who may see it; others learn who can change that. */
export function Guarded({ permission, children }: GuardedProps) {
  return usePermission(permission) ? children : <NoAccessPage />;
}
