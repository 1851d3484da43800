import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';

/** A look at every mail, for the operator. */
export function mailPreviewRoutes<TParent extends AnyRoute>(parentRoute: TParent) {
  const previewRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/admin/mail-preview',
    component: lazyRouteComponent(() => import('./components/mail-preview-page'), 'MailPreviewPage'),
  });
  return [previewRoute] as const;
}
