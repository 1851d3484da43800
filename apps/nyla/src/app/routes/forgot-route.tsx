import { ForgotPage } from '@/features/session/forgot-page';
import { LanguageMenu } from '../shell/language-menu';
import { ThemeMenu } from '../shell/theme-menu';

export function ForgotRoute() {
  return (
    <ForgotPage
      controls={
        <>
          <LanguageMenu />
          <ThemeMenu />
        </>
      }
    />
  );
}
