import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { parseTransactionsSearch, parseUsageSearch } from './logic/search';

/** The billing pages below a parent route. Their code, charts included, loads when one is opened. */
export function billingRoutes<TParent extends AnyRoute>(parentRoute: TParent) {
  const usageRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/billing',
    validateSearch: parseUsageSearch,
    component: lazyRouteComponent(() => import('./components/usage-page'), 'UsagePage'),
  });
  const transactionsRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/billing/transactions',
    validateSearch: parseTransactionsSearch,
    component: lazyRouteComponent(() => import('./components/transactions-page'), 'TransactionsPage'),
  });
  const checkRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/billing/check',
    component: lazyRouteComponent(() => import('./components/check-page'), 'CheckPage'),
  });
  return [usageRoute, transactionsRoute, checkRoute] as const;
}
