import { TagsInput, Text } from '@mantine/core';
import type { SendMailStepDto } from '@nyla/contracts';
import {
  DAY_MAILS_MAX,
  MAIL_SUBJECT_MAX_LENGTH,
  RUN_MAILS_MAX,
  STEP_RECIPIENTS_MAX,
  TEMPLATE_MAX_LENGTH,
} from '@nyla/contracts/constants';
import { useTranslation } from 'react-i18next';
import { formatCount } from '@/lib/money';
import { useEditorContext } from '../../hooks/use-editor';
import { useIssueText } from '../../hooks/use-issue-text';
import { pathsAt } from '../../logic/paths';
import type { KindFormProps } from './step-form';
import { TemplateField } from './template-field';

/** Addresses, subject and text of a mail. */
export function MailForm({ step, path, onChange }: KindFormProps) {
  const { t } = useTranslation('automation');
  const issue = useIssueText();
  const { draft } = useEditorContext();
  const mail = step.sendMail;
  if (!mail) return null;
  const change = (changes: Partial<SendMailStepDto>) =>
    onChange((before) => (before.sendMail ? { ...before, sendMail: { ...before.sendMail, ...changes } } : before));
  const field = `${path}.sendMail.recipients`;
  const problems = [issue(field), ...mail.recipients.map((_, index) => issue(`${field}.${index}`))];
  return (
    <>
      <TagsInput
        label={t('mail.recipients')}
        description={t('mail.recipientsHint', { example: '{{variables.to}}', maximum: STEP_RECIPIENTS_MAX })}
        required
        maxTags={STEP_RECIPIENTS_MAX}
        splitChars={[',', ';']}
        acceptValueOnBlur
        data={pathsAt(draft.definition, step.id)
          .filter(({ isList }) => !isList)
          .map(({ path: known }) => `{{${known}}}`)}
        value={mail.recipients}
        error={problems.find((problem) => problem !== undefined)}
        clearButtonProps={{ 'aria-label': t('mail.clearRecipients') }}
        onChange={(recipients) => change({ recipients })}
      />
      <TemplateField
        label={t('mail.subject')}
        field={`${path}.sendMail.subject`}
        stepId={step.id}
        single
        required
        maxLength={MAIL_SUBJECT_MAX_LENGTH}
        value={mail.subject}
        onChange={(subject) => change({ subject })}
      />
      <TemplateField
        label={t('mail.text')}
        description={t('mail.textHint')}
        field={`${path}.sendMail.text`}
        stepId={step.id}
        required
        maxLength={TEMPLATE_MAX_LENGTH}
        value={mail.text}
        onChange={(text) => change({ text })}
      />
      <Text size="sm" c="dimmed">
        {t('mail.limits', { run: formatCount(RUN_MAILS_MAX), day: formatCount(DAY_MAILS_MAX) })}
      </Text>
    </>
  );
}
