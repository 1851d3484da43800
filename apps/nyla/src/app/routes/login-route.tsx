import type { MeDto } from '@nyla/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { LoginPage } from '@/features/session/login-page';
import { adoptSession } from '@/lib/session';
import { safeRedirect } from '../safe-redirect';
import { LanguageMenu } from '../shell/language-menu';
import { ThemeMenu } from '../shell/theme-menu';

const route = getRouteApi('/login');

export function LoginRoute() {
  const { redirect } = route.useSearch();
  const router = useRouter();
  const queryClient = useQueryClient();

  const signedIn = (me: MeDto) => {
    adoptSession(queryClient, me);
    // Judged here, where it is followed: the router lays what a route validates over the raw search, so that an
    // address which the validation left out would still arrive.
    router.history.push(safeRedirect(redirect) ?? '/');
  };
  return (
    <LoginPage
      onSignedIn={signedIn}
      controls={
        <>
          <LanguageMenu />
          <ThemeMenu />
        </>
      }
    />
  );
}
