import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { parseMandateSearch, parseMandatesSearch } from './logic/search';

/** The operator's mandates. */
export function mandateRoutes<TParent extends AnyRoute>(parentRoute: TParent) {
  const mandatesRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/admin/mandates',
    validateSearch: parseMandatesSearch,
    component: lazyRouteComponent(() => import('./components/mandates-page'), 'MandatesPage'),
  });
  const mandateRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/admin/mandates/$mandateId',
    validateSearch: parseMandateSearch,
    component: lazyRouteComponent(() => import('./components/mandate-page'), 'MandatePage'),
  });
  return [mandatesRoute, mandateRoute] as const;
}
