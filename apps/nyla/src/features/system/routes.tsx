import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';

/** Prices, exchange rates, the ledger and the providers: what the operator watches over. */
export function systemRoutes<TParent extends AnyRoute>(parentRoute: TParent) {
  const pricesRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/admin/prices',
    component: lazyRouteComponent(() => import('./components/prices-page'), 'PricesPage'),
  });
  const fxRatesRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/admin/fx-rates',
    component: lazyRouteComponent(() => import('./components/fx-rates-page'), 'FxRatesPage'),
  });
  const ledgerRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/admin/ledger',
    component: lazyRouteComponent(() => import('./components/ledger-page'), 'LedgerPage'),
  });
  const healthRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/admin/health',
    component: lazyRouteComponent(() => import('./components/health-page'), 'HealthPage'),
  });
  return [pricesRoute, fxRatesRoute, ledgerRoute, healthRoute] as const;
}
