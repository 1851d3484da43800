import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';

/** Who is written to about the mandate's credit. */
export function contactRoutes<TParent extends AnyRoute>(parentRoute: TParent) {
  const notificationsRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/settings/notifications',
    component: lazyRouteComponent(() => import('./components/mail-settings-page'), 'MailSettingsPage'),
  });
  return [notificationsRoute] as const;
}
