import { Radio, SegmentedControl, Text, TextInput } from '@mantine/core';
import type { AutomationDetailDto } from '@nyla/contracts';
import { AUTO_PREFIX } from '@nyla/contracts/constants';
import { IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AUTO_CHOICES, autoAimOf } from '@/lib/model-choice';
import { useEditorContext } from '../../hooks/use-editor';
import { useIssueText } from '../../hooks/use-issue-text';
import { isAutomatic, stepsWithModels } from '../../logic/model-order';
import { Section } from '../section';
import { Estimate } from './estimate';
import { ModelOrder } from './model-order';
import classes from './models.module.css';
import { RetiringModels } from './retiring-models';

interface ModelsTabProps {
  readonly automation: AutomationDetailDto | null;
}

/** Which models may answer, what a run may cost, and what it will probably cost. */
export function ModelsTab({ automation }: ModelsTabProps) {
  const { t } = useTranslation('automation');
  return (
    <>
      {automation ? <RetiringModels automation={automation} /> : null}
      <Section title={t('models.title')} hint={t('models.hint')}>
        <Choice />
        <StepOverrides />
      </Section>
      <Section title={t('limits.title')} hint={t('limits.hint')}>
        <Limits />
      </Section>
      <Section title={t('estimate.title')} hint={t('estimate.hint')}>
        <Estimate automationId={automation?.id} />
      </Section>
    </>
  );
}

function Choice() {
  const { t } = useTranslation(['automation', 'models']);
  const { draft, define } = useEditorContext();
  const issue = useIssueText();
  const { models } = draft.definition;
  const [mode, setMode] = useState<'auto' | 'list'>(isAutomatic(models) ? 'auto' : 'list');
  // Whoever looks at the other way and comes back finds everything as it was.
  const [other, setOther] = useState<readonly string[]>(mode === 'auto' ? [] : [`${AUTO_PREFIX}balanced`]);
  const set = (next: readonly string[]) => define((definition) => ({ ...definition, models: [...next] }));
  const change = (next: string) => {
    if (next === mode) return;
    setMode(next === 'auto' ? 'auto' : 'list');
    setOther(models);
    set(other);
  };
  // Loaded anew, or taken back: what is stored decides.
  const stored = models.length === 0 ? mode : isAutomatic(models) ? 'auto' : 'list';
  if (stored !== mode) {
    setMode(stored);
    setOther(stored === 'auto' ? [] : [`${AUTO_PREFIX}balanced`]);
  }
  return (
    <div>
      <SegmentedControl
        aria-label={t('models.mode')}
        value={mode}
        onChange={change}
        data={[
          { value: 'auto', label: t('models.allPermitted') },
          { value: 'list', label: t('models.chosen') },
        ]}
      />
      <Text size="sm" c="dimmed" mt={8} mb="md">
        {t(mode === 'auto' ? 'models.allPermittedHint' : 'models.chosenHint')}
      </Text>
      {mode === 'auto' ? (
        <Radio.Group label={t('models.aim')} value={models[0] ?? ''} onChange={(id) => set([id])}>
          <div className={classes['aims']}>
            {AUTO_CHOICES.map(({ id, aim }) => (
              <Radio.Card
                key={id}
                value={id}
                className={classes['aim'] ?? ''}
                aria-label={t(`models:auto.${aim}.name`)}
                data-checked={autoAimOf(models[0] ?? '') === aim || undefined}
              >
                <Text fw={500}>{t(`models:auto.${aim}.name`)}</Text>
                <Text size="sm" c="dimmed">
                  {t(`models:auto.${aim}.text`)}
                </Text>
              </Radio.Card>
            ))}
          </div>
        </Radio.Group>
      ) : (
        <ModelOrder models={models} error={issue('definition.models')} onChange={set} />
      )}
    </div>
  );
}

/** Steps that go their own way, so that nobody wonders. */
function StepOverrides() {
  const { t } = useTranslation('automation');
  const { draft } = useEditorContext();
  const rows = stepsWithModels(draft.definition);
  if (rows.length === 0) return null;
  return (
    <Text size="sm" c="dimmed">
      <IconInfoCircle size={15} aria-hidden style={{ verticalAlign: '-2px', marginRight: 6 }} />
      {t('models.overrides', { count: rows.length, names: rows.map(({ step }) => step.name).join(', ') })}
    </Text>
  );
}

function Limits() {
  const { t } = useTranslation('automation');
  const { draft, change } = useEditorContext();
  const issue = useIssueText();
  const common = { maw: 240, inputMode: 'decimal', leftSection: 'CHF', leftSectionWidth: 52 } as const;
  return (
    <>
      <TextInput
        {...common}
        label={t('limits.run')}
        description={t('limits.runHint')}
        value={draft.runLimit}
        error={issue('runLimit')}
        onChange={(event) => change({ runLimit: event.currentTarget.value })}
      />
      <TextInput
        {...common}
        label={t('limits.month')}
        description={t('limits.monthHint')}
        value={draft.monthLimit}
        error={issue('monthLimit')}
        onChange={(event) => change({ monthLimit: event.currentTarget.value })}
      />
    </>
  );
}
