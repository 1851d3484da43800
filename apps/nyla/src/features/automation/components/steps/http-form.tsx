import { ActionIcon, Button, Group, NativeSelect, Text, TextInput } from '@mantine/core';
import type { HttpRequestStepDto } from '@nyla/contracts';
import { HTTP_METHODS, TEMPLATE_MAX_LENGTH } from '@nyla/contracts/constants';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useEditorContext } from '../../hooks/use-editor';
import { useIssueText } from '../../hooks/use-issue-text';
import { missingHost } from '../../logic/hosts';
import editor from '../automation.module.css';
import type { KindFormProps } from './step-form';
import classes from './steps.module.css';
import { TemplateField } from './template-field';

const HEADERS_MAX = 20;

export function HttpForm({ step, path, onChange }: KindFormProps) {
  const { t } = useTranslation('automation');
  const issue = useIssueText();
  const { draft, define } = useEditorContext();
  const request = step.httpRequest;
  if (!request) return null;
  const change = (changes: Partial<HttpRequestStepDto>) =>
    onChange((before) =>
      before.httpRequest ? { ...before, httpRequest: { ...before.httpRequest, ...changes } } : before,
    );
  const host = missingHost(request.url, draft.definition.allowedHosts);
  return (
    <>
      <NativeSelect
        label={t('http.method')}
        maw={160}
        value={request.method}
        data={[...HTTP_METHODS]}
        onChange={(event) => {
          const method = HTTP_METHODS.find((known) => known === event.currentTarget.value);
          if (method) change({ method });
        }}
      />
      <div>
        <TemplateField
          label={t('http.url')}
          description={t('http.urlHint')}
          field={`${path}.httpRequest.url`}
          stepId={step.id}
          single
          required
          maxLength={2_000}
          value={request.url}
          onChange={(url) => change({ url })}
        />
        {host === null ? null : (
          <div className={editor['notice']} style={{ marginTop: 8 }}>
            <Text size="sm">{t('http.hostMissing', { host })}</Text>
            <Button
              size="xs"
              variant="default"
              onClick={() =>
                define((definition) => ({ ...definition, allowedHosts: [...definition.allowedHosts, host] }))
              }
            >
              {t('http.allowHost', { host })}
            </Button>
          </div>
        )}
      </div>
      <div role="group" aria-label={t('http.headers')}>
        <Group justify="space-between" mb={6}>
          <Text size="sm" fw={500}>
            {t('http.headers')}
          </Text>
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            c="var(--nyla-accent-text)"
            leftSection={<IconPlus size={14} aria-hidden />}
            disabled={request.headers.length >= HEADERS_MAX}
            onClick={() => change({ headers: [...request.headers, { name: '', value: '' }] })}
          >
            {t('http.addHeader')}
          </Button>
        </Group>
        {request.headers.map((header, index) => (
          // Its place: the name is being typed.
          // oxlint-disable-next-line react/no-array-index-key
          <div key={index} className={classes['header']}>
            <TextInput
              aria-label={t('http.headerName')}
              placeholder={t('http.headerName')}
              className={editor['mono'] ?? ''}
              maxLength={100}
              value={header.name}
              error={issue(`${path}.httpRequest.headers.${index}.name`)}
              onChange={(event) =>
                change({ headers: request.headers.with(index, { ...header, name: event.currentTarget.value }) })
              }
            />
            <TextInput
              aria-label={t('http.headerValue')}
              placeholder={t('http.headerValue')}
              className={editor['mono'] ?? ''}
              maxLength={2_000}
              value={header.value}
              error={issue(`${path}.httpRequest.headers.${index}.value`)}
              onChange={(event) =>
                change({ headers: request.headers.with(index, { ...header, value: event.currentTarget.value }) })
              }
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              c="dimmed"
              size={36}
              aria-label={t('http.removeHeader', { name: header.name })}
              onClick={() => change({ headers: request.headers.toSpliced(index, 1) })}
            >
              <IconTrash size={17} stroke={1.6} aria-hidden />
            </ActionIcon>
          </div>
        ))}
        <Text size="xs" c="dimmed" mt={4}>
          {t('http.secretsHint')}
        </Text>
      </div>
      {request.method === 'GET' ? null : (
        <TemplateField
          label={t('http.body')}
          description={t('http.bodyHint')}
          field={`${path}.httpRequest.body`}
          stepId={step.id}
          mono
          maxLength={TEMPLATE_MAX_LENGTH}
          value={request.body ?? ''}
          onChange={(body) => change({ body: body === '' ? null : body })}
        />
      )}
    </>
  );
}
