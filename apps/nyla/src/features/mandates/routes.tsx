import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';

/** The operator's mandates. */
export function mandateRoutes<TParent extends AnyRoute>(parentRoute: TParent) {
  const mandatesRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/admin/mandates',
    component: lazyRouteComponent(() => import('./components/mandates-page'), 'MandatesPage'),
  });
  const mandateRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/admin/mandates/$mandateId',
    component: lazyRouteComponent(() => import('./components/mandate-page'), 'MandatePage'),
  });
  return [mandatesRoute, mandateRoute] as const;
}
