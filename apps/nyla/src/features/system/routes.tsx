import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { parseNewPriceSearch, parsePricesSearch } from './logic/search';

/** Prices, exchange rates, the ledger and the providers: what the operator watches over. */
export function systemRoutes<TParent extends AnyRoute>(parentRoute: TParent) {
  const pricesRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/admin/prices',
    validateSearch: parsePricesSearch,
    component: lazyRouteComponent(() => import('./components/prices/prices-page'), 'PricesPage'),
  });
  const newPriceRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/admin/prices/new',
    validateSearch: parseNewPriceSearch,
    component: lazyRouteComponent(() => import('./components/prices/new-price-page'), 'NewPricePage'),
  });
  const fxRatesRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/admin/fx-rates',
    component: lazyRouteComponent(() => import('./components/fx/fx-rates-page'), 'FxRatesPage'),
  });
  const taxRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/admin/tax',
    component: lazyRouteComponent(() => import('./components/tax/tax-page'), 'TaxPage'),
  });
  const ledgerRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/admin/ledger',
    component: lazyRouteComponent(() => import('./components/ledger/ledger-page'), 'LedgerPage'),
  });
  const healthRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/admin/health',
    component: lazyRouteComponent(() => import('./components/health/health-page'), 'HealthPage'),
  });
  return [pricesRoute, newPriceRoute, fxRatesRoute, taxRoute, ledgerRoute, healthRoute] as const;
}
