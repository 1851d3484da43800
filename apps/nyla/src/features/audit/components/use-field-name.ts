import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type audit from '@/locales/en/audit.json';

type FieldName = keyof (typeof audit)['field'];

/** Names a field of a change; one that has no name in the reader's language keeps its own. */
export function useFieldName(): (path: string) => string {
  const { t, i18n } = useTranslation('audit');
  return useCallback(
    (path) =>
      path
        .split('.')
        .map((name) => (i18n.exists(`audit:field.${name}`) ? t(`field.${name as FieldName}`) : name))
        .join(' · '),
    [t, i18n],
  );
}
