import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';

/** Topping credit up. */
export function creditRoutes<TParent extends AnyRoute>(parentRoute: TParent) {
  const topUpRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/billing/top-up',
    component: lazyRouteComponent(() => import('./components/top-up-page'), 'TopUpPage'),
  });
  return [topUpRoute] as const;
}

/** How a mandate is billed. */
export function creditSettingsRoutes<TParent extends AnyRoute>(parentRoute: TParent) {
  const billingSettingsRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/settings/billing',
    component: lazyRouteComponent(() => import('./components/billing-settings-page'), 'BillingSettingsPage'),
  });
  const accountsRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/settings/accounts',
    component: lazyRouteComponent(() => import('./components/accounts-page'), 'AccountsPage'),
  });
  const addressRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/settings/address',
    component: lazyRouteComponent(() => import('./components/address-page'), 'AddressPage'),
  });
  return [billingSettingsRoute, accountsRoute, addressRoute] as const;
}

/** What mandates ask the operator for. */
export function requestRoutes<TParent extends AnyRoute>(parentRoute: TParent) {
  const requestsRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/admin/requests',
    component: lazyRouteComponent(() => import('./components/requests-page'), 'RequestsPage'),
  });
  return [requestsRoute] as const;
}
