import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { InvitePage } from '@/features/people/components/invite-page';
import { useSwitchMandate } from '@/lib/session';
import { LanguageMenu } from '../shell/language-menu';
import { ThemeMenu } from '../shell/theme-menu';

const route = getRouteApi('/invite/$token');

export function InviteRoute() {
  const { token } = route.useParams();
  const router = useRouter();
  const switchMandate = useSwitchMandate();
  const queryClient = useQueryClient();
  const joined = async (mandateId: string) => {
    await queryClient.cancelQueries();
    await switchMandate(mandateId);
    await router.navigate({ to: '/', replace: true });
  };
  return (
    <InvitePage
      token={token}
      onJoined={joined}
      onSignIn={() => void router.navigate({ to: '/login', replace: true })}
      controls={
        <>
          <LanguageMenu />
          <ThemeMenu />
        </>
      }
    />
  );
}
