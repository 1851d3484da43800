import { ActionIcon, UnstyledButton, VisuallyHidden } from '@mantine/core';
import type { StepDto } from '@nyla/contracts';
import { AUTOMATION_NESTING_MAX, type StepKind } from '@nyla/contracts/constants';
import { IconArrowDown, IconArrowUp, IconCopy, IconDots, IconTrash } from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Menu, MenuItem } from '@/components/ui/menu';
import { useEditorContext } from '../../hooks/use-editor';
import { hasIssueAt } from '../../logic/issues';
import { type Branch, branchesOf } from '../../logic/steps';
import editor from '../automation.module.css';
import { AddStep } from './add-step';
import { StepIcon } from './step-icon';
import classes from './steps.module.css';

const ICON = { size: 18, stroke: 1.6, 'aria-hidden': true } as const;

/** What the outline can ask for; the tab knows how. */
export interface OutlineActions {
  readonly select: (id: string) => void;
  readonly add: (kind: StepKind, place: { readonly parent: StepDto; readonly branch: Branch } | null) => void;
  readonly move: (id: string, direction: 'up' | 'down') => void;
  readonly duplicate: (id: string) => void;
  readonly remove: (id: string) => void;
}

interface OutlineProps {
  readonly steps: readonly StepDto[];
  readonly path: string;
  readonly depth: number;
  readonly selected: string | null;
  readonly full: boolean;
  readonly actions: OutlineActions;
}

/** Steps in their order; what conditions and loops hold stands indented below them. */
export function Outline({ steps, path, depth, selected, full, actions }: OutlineProps) {
  const { t } = useTranslation('automation');
  return (
    <ol className={classes['list']}>
      {steps.map((step, index) => (
        <li key={step.id}>
          <Row step={step} path={`${path}.${index}`} selected={step.id === selected} full={full} actions={actions} />
          {branchesOf(step).map(({ branch, steps: inner }) => (
            <div key={branch}>
              {step.condition ? <div className={classes['branch']}>{t(`steps.branch.${branch}`)}</div> : null}
              <Outline
                steps={inner}
                path={`${path}.${index}.${step.condition ? 'condition' : 'forEach'}.${branch}`}
                depth={depth + 1}
                selected={selected}
                full={full}
                actions={actions}
              />
              {depth < AUTOMATION_NESTING_MAX ? (
                <div style={{ paddingLeft: 20 }}>
                  <AddStep
                    label={t('steps.addInto', {
                      name: step.name,
                      branch: step.condition ? t(`steps.branch.${branch}`) : t('steps.branch.each'),
                    })}
                    depth={depth + 1}
                    disabled={full}
                    onAdd={(kind) => actions.add(kind, { parent: step, branch })}
                  />
                </div>
              ) : null}
            </div>
          ))}
        </li>
      ))}
    </ol>
  );
}

interface RowProps {
  readonly step: StepDto;
  readonly path: string;
  readonly selected: boolean;
  readonly full: boolean;
  readonly actions: OutlineActions;
}

function Row({ step, path, selected, full, actions }: RowProps) {
  const { t } = useTranslation('automation');
  const { issues } = useEditorContext();
  const { id, name, kind } = step;
  const failed = hasIssueAt(issues, path);
  return (
    <div className={classes['row']} data-selected={selected || undefined}>
      <UnstyledButton
        className={classes['open'] ?? ''}
        data-step={id}
        aria-current={selected ? 'true' : undefined}
        onClick={() => actions.select(id)}
        onKeyDown={(event) => pressed(event, id, actions)}
      >
        <StepIcon kind={kind} />
        <span className={classes['text']}>
          <span className={classes['name']}>{name || t('steps.unnamed')}</span>
          <span className={classes['kind']}>{t(`stepKind.${kind}`)}</span>
        </span>
        {failed ? (
          <>
            <span className={editor['dot']} />
            <VisuallyHidden>{t('editor.tabHasErrors')}</VisuallyHidden>
          </>
        ) : null}
      </UnstyledButton>
      <ActionIcon
        variant="subtle"
        color="gray"
        c="dimmed"
        size={36}
        aria-label={t('steps.up', { name })}
        onClick={() => actions.move(id, 'up')}
      >
        <IconArrowUp {...ICON} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        c="dimmed"
        size={36}
        aria-label={t('steps.down', { name })}
        onClick={() => actions.move(id, 'down')}
      >
        <IconArrowDown {...ICON} />
      </ActionIcon>
      <Menu
        renderTrigger={(props) => (
          <ActionIcon
            {...props}
            variant="subtle"
            color="gray"
            c="dimmed"
            size={36}
            aria-label={t('steps.more', { name })}
          >
            <IconDots {...ICON} />
          </ActionIcon>
        )}
      >
        {full ? null : (
          <MenuItem icon={<IconCopy {...ICON} />} onSelect={() => actions.duplicate(id)}>
            {t('steps.duplicate')}
          </MenuItem>
        )}
        <MenuItem icon={<IconTrash {...ICON} />} tone="danger" onSelect={() => actions.remove(id)}>
          {t('steps.remove')}
        </MenuItem>
      </Menu>
    </div>
  );
}

/** Arrow keys go from step to step, with Alt they take it along; D makes a copy, Delete removes. */
function pressed(event: KeyboardEvent<HTMLElement>, id: string, actions: OutlineActions): void {
  const direction = event.key === 'ArrowUp' ? 'up' : event.key === 'ArrowDown' ? 'down' : null;
  if (direction && event.altKey) actions.move(id, direction);
  else if (direction) focusNeighbour(event.currentTarget, direction);
  else if (event.key === 'Delete') actions.remove(id);
  else if (event.key === 'd' && !event.ctrlKey && !event.metaKey && !event.altKey) actions.duplicate(id);
  else return;
  event.preventDefault();
}

function focusNeighbour(row: HTMLElement, direction: 'up' | 'down'): void {
  const all = [...document.querySelectorAll<HTMLElement>('[data-step]')];
  all[all.indexOf(row) + (direction === 'up' ? -1 : 1)]?.focus();
}
