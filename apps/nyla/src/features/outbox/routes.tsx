import { type AnyRoute, createRoute, lazyRouteComponent, notFound } from '@tanstack/react-router';
import { UUID } from '@/lib/uuid';
import { parseMailSearch } from './logic/search';

/** What Nyla sends, for the operator. */
export function outboxRoutes<TParent extends AnyRoute>(parentRoute: TParent) {
  const mailsRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/admin/mails',
    validateSearch: parseMailSearch,
    component: lazyRouteComponent(() => import('./components/mails-page'), 'MailsPage'),
  });
  const mailRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/admin/mails/$mailId',
    // The API has other things under such addresses.
    beforeLoad: ({ params }) => {
      if (!UUID.test(params.mailId)) throw notFound();
    },
    component: lazyRouteComponent(() => import('./components/mail-page'), 'MailPage'),
  });
  return [mailsRoute, mailRoute] as const;
}
