import { Button, Text } from '@mantine/core';
import type { AutomationDefinitionDto } from '@nyla/contracts';
import { AUTOMATION_STEPS_MAX } from '@nyla/contracts/constants';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/empty-state';
import { useEditorContext } from '../../hooks/use-editor';
import { useEditorSearch } from '../../hooks/use-editor-search';
import { useIssueText } from '../../hooks/use-issue-text';
import {
  appendInto,
  duplicateStep,
  findRow,
  insertAfter,
  moveStep,
  newStep,
  removeStep,
  stepIds,
  stepRows,
} from '../../logic/steps';
import editor from '../automation.module.css';
import { AddStep } from './add-step';
import { AllowedHosts } from './allowed-hosts';
import { AllowedRecipients } from './allowed-recipients';
import { Outline, type OutlineActions } from './outline';
import { StepForm } from './step-form';
import { StepIcon } from './step-icon';
import classes from './steps.module.css';

/** The steps in their order, and the form of the one that is open. */
export function StepsTab() {
  const { t } = useTranslation('automation');
  const { draft, define } = useEditorContext();
  const issue = useIssueText();
  const [search, changeSearch] = useEditorSearch();
  const { steps } = draft.definition;
  const rows = stepRows(steps);
  const open = findRow(steps, search.step ?? '') ?? rows[0] ?? null;
  const full = rows.length >= AUTOMATION_STEPS_MAX;
  const [removed, setRemoved] = useState<{ readonly name: string; readonly before: AutomationDefinitionDto } | null>(
    null,
  );
  const form = useRef<HTMLDivElement>(null);
  const focus = useRef<string | null>(null);

  // A step that changed its place is another element now.
  useEffect(() => {
    if (focus.current === null) return;
    document.querySelector<HTMLElement>(`[data-step="${CSS.escape(focus.current)}"]`)?.focus();
    focus.current = null;
  });

  const select = (id: string) => changeSearch({ step: id });
  const actions: OutlineActions = {
    select: (id) => {
      select(id);
      // Below the list on a narrow screen.
      requestAnimationFrame(() => form.current?.scrollIntoView({ block: 'nearest' }));
    },
    add: (kind, place) => {
      const step = newStep(kind, t(`stepKind.${kind}`), stepIds(steps));
      define((definition) => ({
        ...definition,
        steps: place
          ? appendInto(definition.steps, place.parent.id, place.branch, step)
          : insertAfter(definition.steps, null, step),
      }));
      setRemoved(null);
      select(step.id);
    },
    move: (id, direction) => {
      focus.current = document.activeElement?.matches('[data-step]') ? id : null;
      define((definition) => ({ ...definition, steps: [...moveStep(definition.steps, id, direction)] }));
      setRemoved(null);
    },
    duplicate: (id) => {
      if (full) return;
      const copy = duplicateStep(steps, id, (name) => t('steps.copyOf', { name }));
      if (!copy || stepRows(copy.steps).length > AUTOMATION_STEPS_MAX) return;
      define((definition) => ({ ...definition, steps: copy.steps }));
      setRemoved(null);
      focus.current = copy.id;
      select(copy.id);
    },
    remove: (id) => {
      const at = rows.findIndex(({ step }) => step.id === id);
      const gone = rows[at];
      if (!gone) return;
      const left = removeStep(steps, id);
      const next = stepRows(left)[Math.min(at, stepRows(left).length - 1)]?.step.id;
      setRemoved({ name: gone.step.name, before: draft.definition });
      define((definition) => ({ ...definition, steps: left }));
      focus.current = next ?? null;
      changeSearch({ step: next });
    },
  };

  const undo = () => {
    if (removed) define(() => removed.before);
    setRemoved(null);
  };
  const undoNotice = removed ? (
    <div className={editor['notice']} data-tone="info" role="status">
      <Text size="sm">{t('steps.removed', { name: removed.name })}</Text>
      <Button size="xs" variant="default" onClick={undo}>
        {t('steps.undo')}
      </Button>
    </div>
  ) : null;
  const add = <AddStep label={t('steps.add')} depth={0} disabled={full} onAdd={(kind) => actions.add(kind, null)} />;

  if (!open) {
    return (
      <>
        {undoNotice}
        <EmptyState icon={<StepIcon kind="prompt" size={32} />} text={t('steps.empty')} action={add} />
        {issue('definition.steps') ? (
          <Text c="var(--mantine-color-error)" size="sm" ta="center" role="alert">
            {issue('definition.steps')}
          </Text>
        ) : null}
      </>
    );
  }
  return (
    <>
      {undoNotice}
      <div className={classes['layout']}>
        <div>
          <nav aria-label={t('steps.list')}>
            <Outline
              steps={steps}
              path="definition.steps"
              depth={0}
              selected={open.step.id}
              full={full}
              actions={actions}
            />
          </nav>
          <div style={{ marginTop: 12 }}>{add}</div>
          {issue('definition.steps') ? (
            <Text c="var(--mantine-color-error)" size="sm" mt="xs" role="alert">
              {issue('definition.steps')}
            </Text>
          ) : null}
          <p className={classes['keys']}>{t('steps.keys')}</p>
          <AllowedHosts />
          <AllowedRecipients />
        </div>
        <div ref={form} className={classes['form']}>
          <StepForm row={open} onRenamed={(id) => select(id)} />
        </div>
      </div>
    </>
  );
}
