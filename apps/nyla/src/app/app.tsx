import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { setMembershipEndedHandler, setSignedOutHandler, setSuspendedHandler } from '@/lib/api/client';
import { createQueryClient } from '@/lib/query-client';
import { dropSession, meQuery } from '@/lib/session';
import { createAppRouter, loadAhead } from './router';
import { colorSchemeManager, resolveCssVariables, theme } from './theme';

const queryClient = createQueryClient();
const router = createAppRouter(queryClient);

loadAhead(router);

// The session ended somewhere else: sign in again and come back to where it happened.
setSignedOutHandler(() => {
  const { pathname, href } = router.state.location;
  if (pathname === '/login') return;
  void router.navigate({ to: '/login', search: { redirect: href } }).then(() => dropSession(queryClient));
});

// Who one is tells since when and why; the page then says so above everything else.
setSuspendedHandler(() => void queryClient.invalidateQueries({ queryKey: meQuery.queryKey }));

// Nothing of the mandate may stay on the screen, and the next request must not name it again.
setMembershipEndedHandler(() => {
  if (router.state.location.pathname.startsWith('/invite/')) return;
  void router.navigate({ to: '/ended', replace: true }).then(() => dropSession(queryClient));
});

export function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={resolveCssVariables}
      colorSchemeManager={colorSchemeManager}
      defaultColorScheme="auto"
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
