import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { parseAuditSearch } from './logic/search';

/** Who changed what in a mandate. */
export function mandateAuditRoutes<TParent extends AnyRoute>(parentRoute: TParent) {
  const mandateAuditRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/settings/audit',
    validateSearch: parseAuditSearch,
    component: lazyRouteComponent(() => import('./components/mandate-audit-page'), 'MandateAuditPage'),
  });
  return [mandateAuditRoute] as const;
}

/** Who changed what anywhere. */
export function operatorAuditRoutes<TParent extends AnyRoute>(parentRoute: TParent) {
  const operatorAuditRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/admin/audit',
    validateSearch: parseAuditSearch,
    component: lazyRouteComponent(() => import('./components/operator-audit-page'), 'OperatorAuditPage'),
  });
  return [operatorAuditRoute] as const;
}
