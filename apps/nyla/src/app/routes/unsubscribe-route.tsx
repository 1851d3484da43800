import { getRouteApi } from '@tanstack/react-router';
import { UnsubscribePage } from '@/features/contacts/components/unsubscribe-page';
import { LanguageMenu } from '../shell/language-menu';
import { ThemeMenu } from '../shell/theme-menu';

const route = getRouteApi('/unsubscribe/$token');

export function UnsubscribeRoute() {
  const { token } = route.useParams();
  return (
    <UnsubscribePage
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
