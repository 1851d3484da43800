import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';

const list = lazyRouteComponent(() => import('./components/statements-page'), 'StatementsPage');
const detail = lazyRouteComponent(() => import('./components/statement-page'), 'StatementPage');

/** Monthly statements of the reader's mandate. */
export function statementRoutes<TParent extends AnyRoute>(parentRoute: TParent) {
  const listRoute = createRoute({ getParentRoute: () => parentRoute, path: '/billing/statements', component: list });
  const detailRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/billing/statements/$statementId',
    component: detail,
  });
  return [listRoute, detailRoute] as const;
}

/** The same pages for the operator, of any mandate. */
export function operatorStatementRoutes<TParent extends AnyRoute>(parentRoute: TParent) {
  const listRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/admin/mandates/$mandateId/statements',
    component: list,
  });
  const detailRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/admin/mandates/$mandateId/statements/$statementId',
    component: detail,
  });
  return [listRoute, detailRoute] as const;
}
