import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { parseEditorSearch, parseNewSearch } from './logic/search';

/** The pages of automations below a parent route. Their code loads when one is opened. */
export function automationRoutes<TParent extends AnyRoute>(parentRoute: TParent) {
  const listRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/automations',
    component: lazyRouteComponent(() => import('./components/list-page'), 'ListPage'),
  });
  const newRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/automations/new',
    validateSearch: parseNewSearch,
    component: lazyRouteComponent(() => import('./components/new-page'), 'NewPage'),
  });
  const editorRoute = createRoute({
    getParentRoute: () => parentRoute,
    path: '/automations/$automationId',
    validateSearch: parseEditorSearch,
    component: lazyRouteComponent(() => import('./components/editor-page'), 'EditorPage'),
  });
  return [listRoute, newRoute, editorRoute] as const;
}
