import { getRouteApi } from '@tanstack/react-router';
import { ResetPage } from '@/features/session/reset-page';
import { LanguageMenu } from '../shell/language-menu';
import { ThemeMenu } from '../shell/theme-menu';

const route = getRouteApi('/reset/$token');

export function ResetRoute() {
  const { token } = route.useParams();
  return (
    <ResetPage
      key={token}
      token={token}
      controls={
        <>
          <LanguageMenu />
          <ThemeMenu />
        </>
      }
    />
  );
}
