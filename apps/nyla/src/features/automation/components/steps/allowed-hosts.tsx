import { TagsInput } from '@mantine/core';
import { AUTOMATION_HOSTS_MAX } from '@nyla/contracts/constants';
import { useTranslation } from 'react-i18next';
import { useEditorContext } from '../../hooks/use-editor';
import { useIssueText } from '../../hooks/use-issue-text';
import { hostOf } from '../../logic/hosts';
import { hasKind } from '../../logic/model-order';

/** The hosts that HTTP steps may call; shown once there is one, or a host is left over. */
export function AllowedHosts() {
  const { t } = useTranslation('automation');
  const { draft, define } = useEditorContext();
  const issue = useIssueText();
  const { allowedHosts } = draft.definition;
  if (allowedHosts.length === 0 && !hasKind(draft.definition, 'http_request')) return null;
  return (
    <TagsInput
      mt="lg"
      label={t('hosts.label')}
      description={t('hosts.hint')}
      placeholder="api.example.ch"
      maxTags={AUTOMATION_HOSTS_MAX}
      splitChars={[',', ' ', ';']}
      value={allowedHosts}
      error={issue('definition.allowedHosts')}
      clearButtonProps={{ 'aria-label': t('hosts.clear') }}
      onChange={(hosts) =>
        // Whoever pastes an address means its host.
        define((definition) => ({
          ...definition,
          allowedHosts: [...new Set(hosts.map((host) => hostOf(host) ?? host))],
        }))
      }
    />
  );
}
