import { TagsInput } from '@mantine/core';
import { AUTOMATION_RECIPIENTS_MAX } from '@nyla/contracts/constants';
import { useTranslation } from 'react-i18next';
import { useEditorContext } from '../../hooks/use-editor';
import { useIssueText } from '../../hooks/use-issue-text';
import { hasKind } from '../../logic/model-order';

/** Whom mail steps may write to beside members; shown once there is such a step, or an entry is left over. */
export function AllowedRecipients() {
  const { t } = useTranslation('automation');
  const { draft, define } = useEditorContext();
  const issue = useIssueText();
  const { allowedRecipients = [] } = draft.definition;
  if (allowedRecipients.length === 0 && !hasKind(draft.definition, 'send_mail')) return null;
  const field = 'definition.allowedRecipients';
  const problems = [issue(field), ...allowedRecipients.map((_, index) => issue(`${field}.${index}`))];
  return (
    <TagsInput
      mt="lg"
      label={t('mail.allowed')}
      description={t('mail.allowedHint')}
      placeholder="@example.ch"
      maxTags={AUTOMATION_RECIPIENTS_MAX}
      splitChars={[',', ' ', ';']}
      acceptValueOnBlur
      value={allowedRecipients}
      error={problems.find((problem) => problem !== undefined)}
      clearButtonProps={{ 'aria-label': t('mail.clearAllowed') }}
      onChange={(entries) =>
        define((definition) => ({
          ...definition,
          allowedRecipients: [...new Set(entries.map((entry) => entry.trim().toLowerCase()))],
        }))
      }
    />
  );
}
