import { Radio, Stack, Text } from '@mantine/core';
import type { WebSearchStepDto } from '@nyla/contracts';
import { useTranslation } from 'react-i18next';
import { moneyText } from '@/lib/money-text';
import { useModelLabel } from '@/lib/use-model-label';
import { useModels } from '@/lib/use-models';
import { useIssueText } from '../../hooks/use-issue-text';
import { searchModels } from '../../logic/model-order';
import type { KindFormProps } from './step-form';
import { TemplateField } from './template-field';

export function SearchForm({ step, path, onChange }: KindFormProps) {
  const { t } = useTranslation(['automation', 'models']);
  const issue = useIssueText();
  const labelOf = useModelLabel();
  const { models, isSuccess } = useModels();
  const { webSearch } = step;
  if (!webSearch) return null;
  const change = (changes: Partial<WebSearchStepDto>) =>
    onChange((before) => (before.webSearch ? { ...before, webSearch: { ...before.webSearch, ...changes } } : before));
  const choices = searchModels(models);
  const isKnown = choices.some(({ id }) => id === webSearch.model);
  return (
    <>
      <TemplateField
        label={t('search.query')}
        field={`${path}.webSearch.query`}
        stepId={step.id}
        required
        maxLength={2_000}
        value={webSearch.query}
        onChange={(query) => change({ query })}
      />
      <Radio.Group
        label={t('search.model')}
        required
        value={webSearch.model}
        error={issue(`${path}.webSearch.model`)}
        onChange={(model) => change({ model })}
      >
        <Stack gap="sm" mt={6} mb={4}>
          {choices.map(({ id, usable, reason, price }) => (
            <Radio
              key={id}
              value={id}
              disabled={!usable && id !== webSearch.model}
              label={labelOf(id)}
              description={
                usable
                  ? price && t('search.price', { amount: moneyText(price.searchRequest ?? price.typicalAnswer) })
                  : t(`models:picker.reason.${reason ?? 'unknown'}`)
              }
            />
          ))}
          {webSearch.model !== '' && !isKnown && isSuccess ? (
            <Radio value={webSearch.model} label={webSearch.model} />
          ) : null}
          {choices.length === 0 && isSuccess ? <Text c="dimmed">{t('search.none')}</Text> : null}
        </Stack>
      </Radio.Group>
    </>
  );
}
