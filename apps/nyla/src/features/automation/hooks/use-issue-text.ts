import { SHORTEST_INTERVAL_MINUTES } from '@nyla/contracts/constants';
import { useTranslation } from 'react-i18next';
import type { Issue } from '../logic/issues';
import { useEditorContext } from './use-editor';

/** The sentence below a field; undefined where nothing is wrong with it. */
export function useIssueText(): (field: string) => string | undefined {
  const { t } = useTranslation('automation');
  const { issues } = useEditorContext();
  return (field) => {
    const issue: Issue | undefined = issues[field];
    if (!issue) return undefined;
    if (issue.rule === 'server') return String(issue.value);
    if (issue.rule === 'tooOften') return t('issue.tooOften', { value: SHORTEST_INTERVAL_MINUTES });
    return t(`issue.${issue.rule}`, { value: issue.value });
  };
}
