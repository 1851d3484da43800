import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';

/** The people of a mandate, their roles and their keys. */
export function peopleRoutes<TParent extends AnyRoute>(parentRoute: TParent) {
  const membersRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/settings/members',
    component: lazyRouteComponent(() => import('./components/members-page'), 'MembersPage'),
  });
  const rolesRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/settings/roles',
    component: lazyRouteComponent(() => import('./components/roles-page'), 'RolesPage'),
  });
  const apiKeysRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/settings/api-keys',
    component: lazyRouteComponent(() => import('./components/api-keys-page'), 'ApiKeysPage'),
  });
  return [membersRoute, rolesRoute, apiKeysRoute] as const;
}
