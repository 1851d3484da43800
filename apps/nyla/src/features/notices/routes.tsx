import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';

/** The page of notifications below a parent route. */
export function noticeRoutes<TParent extends AnyRoute>(parentRoute: TParent) {
  const notificationsRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/notifications',
    component: lazyRouteComponent(() => import('./components/notifications-page'), 'NotificationsPage'),
  });
  return [notificationsRoute] as const;
}
