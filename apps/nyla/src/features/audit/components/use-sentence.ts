import type { AuditEntryDto } from '@nyla/contracts';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** What a line of the trail tells, as one sentence in the reader's language. */
export function useSentence(): (entry: AuditEntryDto) => string {
  const { t, i18n } = useTranslation('audit');
  return useCallback(
    ({ action, actorName, actorKind, subjectName }) => {
      const actor = actorKind === 'api_key' ? t('byProgram', { name: actorName }) : actorName;
      const values = { actor, subject: subjectName };
      // A newer server may tell of what this page has no sentence for.
      return i18n.exists(`audit:sentence.${action}`)
        ? t(`sentence.${action}`, values)
        : t('sentence.other', { ...values, action });
    },
    [t, i18n],
  );
}
