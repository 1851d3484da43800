import type { Permission } from '@nyla/contracts';
import type { QueryClient } from '@tanstack/react-query';
import {
  type AnyRoute,
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  type RouteComponent,
  redirect,
} from '@tanstack/react-router';
import { automationRoutes } from '@/features/automation/routes';
import { noticeRoutes } from '@/features/notices/routes';
import { hasCode } from '@/lib/api/api-error';
import { chosenLocale, showLocale } from '@/lib/i18n';
import { meQuery } from '@/lib/session';
import { areaRoutes } from './areas/area-routes';
import { Guarded } from './routes/guarded';
import { NotFoundPage } from './routes/not-found-page';
import { RouteError } from './routes/route-error';
import { RoutePending } from './routes/route-pending';
import { UnknownRoute } from './routes/unknown-route';
import { prepareShell } from './shell/prepare-shell';
import { Shell } from './shell/shell';

interface RouterContext {
  readonly queryClient: QueryClient;
}

const rootRoute = createRootRouteWithContext<RouterContext>()({ component: Outlet, notFoundComponent: NotFoundPage });

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  // Only for its type: the page judges the address when it follows it.
  validateSearch: ({ redirect }: Record<string, unknown>): { redirect?: unknown } => ({ redirect }),
  component: lazyRouteComponent(() => import('./routes/login-route'), 'LoginRoute'),
});

/** For who has forgotten the password. */
const forgotRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/forgot',
  component: lazyRouteComponent(() => import('./routes/forgot-route'), 'ForgotRoute'),
});
const resetRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reset/$token',
  component: lazyRouteComponent(() => import('./routes/reset-route'), 'ResetRoute'),
});

/** Open to whoever holds the link. */
const inviteRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invite/$token',
  component: lazyRouteComponent(() => import('./routes/invite-route'), 'InviteRoute'),
});

/** Open to whoever holds the link of a mail. */
const unsubscribeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/unsubscribe/$token',
  component: lazyRouteComponent(() => import('./routes/unsubscribe-route'), 'UnsubscribeRoute'),
});

/** For somebody whose membership was deactivated while they were signed in. */
const endedRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/ended',
  component: lazyRouteComponent(() => import('./routes/ended-route'), 'EndedRoute'),
});

/** Everything below needs a session; without one the way leads over the login and back. */
const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    try {
      await loadSession(context.queryClient);
    } catch (error) {
      if (hasCode(error, 'auth.required')) throw redirect({ to: '/login', search: { redirect: location.href } });
      if (hasCode(error, 'mandate.membership_deactivated')) throw redirect({ to: '/ended' });
      throw error;
    }
  },
  loader: ({ context }) => prepareShell(context.queryClient),
  // Once: from then on everything is live.
  staleTime: Number.POSITIVE_INFINITY,
  component: Shell,
});

const indexRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  beforeLoad: async ({ context }) => {
    const { permissions } = await context.queryClient.ensureQueryData(meQuery);
    if (permissions.includes('ui.chat')) throw redirect({ to: '/chat', replace: true });
    throw redirect({ to: permissions.includes('ui.billing') ? '/billing' : '/account', replace: true });
  },
});

const chatRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/chat',
  component: guardedBy(
    'ui.chat',
    lazyRouteComponent(() => import('./routes/chat-route'), 'ChatRoute'),
  ),
});
// The chat page reads the id itself: list and composer stay mounted while the conversation changes.
const newChatRoute = createRoute({ getParentRoute: () => chatRoute, path: '/' });
const oneChatRoute = createRoute({ getParentRoute: () => chatRoute, path: '$chatId' });

const automationGuardRoute = createRoute({
  getParentRoute: () => signedInRoute,
  id: 'automation-guard',
  component: guardedBy('ui.automations', Outlet),
});

const accountRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/account',
  component: lazyRouteComponent(() => import('./routes/account-route'), 'AccountRoute'),
});

const unknownRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '$',
  beforeLoad: async ({ context }) => {
    try {
      await loadSession(context.queryClient);
    } catch (error) {
      // The page has nothing to hide.
      if (!hasCode(error, 'auth.required')) throw error;
    }
  },
  component: UnknownRoute,
});

const routeTree = rootRoute.addChildren([
  loginRoute,
  forgotRoute,
  resetRoute,
  inviteRoute,
  unsubscribeRoute,
  endedRoute,
  signedInRoute.addChildren([
    indexRoute,
    chatRoute.addChildren([newChatRoute, oneChatRoute]),
    automationGuardRoute.addChildren(automationRoutes(automationGuardRoute)),
    ...areaRoutes(signedInRoute),
    ...noticeRoutes(signedInRoute),
    accountRoute,
  ]),
  unknownRoute,
]);

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultPendingComponent: RoutePending,
    defaultErrorComponent: RouteError,
    defaultNotFoundComponent: NotFoundPage,
  });
}

/** Who is signed in, with the language of the account where this device has chosen none. */
async function loadSession(queryClient: QueryClient): Promise<void> {
  const { user } = await queryClient.ensureQueryData(meQuery);
  if (chosenLocale() === null) await showLocale(user.locale, { remember: false });
}

/** Keeps what loads the page's code beforehand: the code of a page is no secret, what it shows is. */
function guardedBy(permission: Permission, Page: RouteComponent): RouteComponent {
  function GuardedRoute() {
    return (
      <Guarded permission={permission}>
        <Page />
      </Guarded>
    );
  }
  return Page.preload ? Object.assign(GuardedRoute, { preload: Page.preload }) : GuardedRoute;
}

/**
 * Asks at once for all that the first page needs, who is signed in and the code of the page; the router itself asks
 * for one after the other.
 */
export function loadAhead(router: AppRouter): void {
  const matches = router.matchRoutes(router.latestLocation);
  const routes: Readonly<Record<string, AnyRoute>> = router.routesById;
  for (const { routeId } of matches) {
    const page: RouteComponent | undefined = routes[routeId]?.options.component;
    // What fails now fails again where it is needed, and is told there.
    page?.preload?.()?.catch(() => undefined);
  }
  if (matches.some(({ routeId }) => routeId === signedInRoute.id)) {
    void router.options.context.queryClient.prefetchQuery(meQuery);
  }
}

type AppRouter = ReturnType<typeof createAppRouter>;

declare module '@tanstack/react-router' {
  interface Register {
    router: AppRouter;
  }
}
