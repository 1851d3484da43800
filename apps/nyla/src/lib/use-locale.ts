import type { MeDto } from '@nyla/contracts';
import type { Locale } from '@nyla/contracts/constants';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPatch } from './api/client';
import { currentLocale, showLocale } from './i18n';
import { meQuery } from './session';

/** The language of the page, and a way to change it that the account remembers when somebody is signed in. */
export function useLocale(): readonly [Locale, (locale: Locale) => void] {
  // Renders again when the language changes.
  useTranslation();
  const queryClient = useQueryClient();
  const change = useCallback(
    (locale: Locale) => {
      void showLocale(locale, { remember: true });
      const me = queryClient.getQueryData(meQuery.queryKey);
      if (!me) return;
      // The page has changed already and this device remembers; mails follow with the next success.
      apiPatch<MeDto>('/me', { locale }).then(
        (updated) => queryClient.setQueryData(meQuery.queryKey, updated),
        () => undefined,
      );
    },
    [queryClient],
  );
  return [currentLocale(), change];
}
