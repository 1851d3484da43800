import { Button, Group, Stack, Tabs, Text, VisuallyHidden } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import type { AutomationDetailDto } from '@nyla/contracts';
import { IconCheck } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { LeaveGuard } from '@/components/ui/leave-guard';
import { Page } from '@/components/ui/page';
import { SkeletonLines } from '@/components/ui/skeletons';
import { EditorContext, useEditor } from '../hooks/use-editor';
import { useEditorSearch } from '../hooks/use-editor-search';
import type { Draft } from '../logic/draft';
import { tabOfField } from '../logic/issues';
import { EDITOR_TABS, type EditorTab, parseEditorSearch } from '../logic/search';
import classes from './automation.module.css';
import { EditorHeader } from './editor-header';
import { ConflictNotice, PauseNotice } from './editor-notices';
import { GeneralTab } from './general-tab';

const StepsTab = lazy(async () => ({ default: (await import('./steps/steps-tab')).StepsTab }));
const ModelsTab = lazy(async () => ({ default: (await import('./models/models-tab')).ModelsTab }));
const ScheduleTab = lazy(async () => ({ default: (await import('./schedule-tab')).ScheduleTab }));
const RunsTab = lazy(async () => ({ default: (await import('./runs/runs-tab')).RunsTab }));
const RunDrawer = lazy(async () => ({ default: (await import('./runs/run-drawer')).RunDrawer }));

interface EditorViewProps {
  /** Null for one that is not saved yet. */
  readonly automation: AutomationDetailDto | null;
  readonly initial: Draft;
}

/** The editor: head, tabs, and whatever must be said before anything else. */
export function EditorView({ automation, initial }: EditorViewProps) {
  const { t } = useTranslation(['automation', 'common']);
  const navigate = useNavigate();
  const [{ tab = 'general', test = false }, changeSearch] = useEditorSearch();
  const [drawer, setDrawer] = useState<{ readonly kind: 'test' | 'manual'; readonly opened: boolean } | null>(
    test && automation ? { kind: 'test', opened: true } : null,
  );
  // Whoever tests something new saves it first: a run belongs to an automation.
  const testAfterSave = useRef(false);
  // The way from a new automation to its own page is no leaving.
  const leaving = useRef(false);
  const showTab = (next: EditorTab) =>
    changeSearch({ tab: next === 'general' ? undefined : next, run: undefined, step: undefined });
  const editor = useEditor({
    automation,
    initial,
    onRefused: (next) => {
      testAfterSave.current = false;
      showTab(next);
      focusFirstError();
    },
    onSaved: ({ id }) => {
      if (automation) return;
      leaving.current = true;
      void navigate({
        to: '/automations/$automationId',
        params: { automationId: id },
        search: parseEditorSearch({ tab, test: testAfterSave.current }),
        replace: true,
      });
    },
  });
  const { dirty, saving, saved, conflict, error, issues } = editor;
  useHotkeys(
    [
      [
        'mod+S',
        () => {
          if (dirty || automation === null) editor.submit();
        },
      ],
    ],
    [],
    true,
  );

  const failed = new Set(Object.keys(issues).map(tabOfField));
  return (
    <EditorContext value={editor}>
      <Page>
        <EditorHeader
          automation={automation}
          onTest={() => {
            if (automation) setDrawer({ kind: 'test', opened: true });
            else {
              testAfterSave.current = true;
              editor.submit();
            }
          }}
          onRun={() => setDrawer({ kind: 'manual', opened: true })}
          onDelete={() => {
            leaving.current = true;
          }}
        />
        <Stack gap="sm" mb="xs">
          {automation ? <PauseNotice automation={automation} onShowModels={() => showTab('models')} /> : null}
          {conflict ? <ConflictNotice onReload={editor.reload} /> : null}
          {error && !conflict ? <ErrorCard error={error} onRetry={editor.submit} /> : null}
        </Stack>
        <Tabs
          value={tab}
          onChange={(next) => showTab(EDITOR_TABS.find((known) => known === next) ?? 'general')}
          keepMounted={false}
        >
          <div className={classes['toolbar']}>
            <Group justify="space-between" gap="sm" align="center">
              <Tabs.List className={classes['tabs'] ?? ''} aria-label={t('editor.tabs')} flex="1 1 auto" miw={0}>
                {EDITOR_TABS.map((name) => (
                  <Tabs.Tab
                    key={name}
                    value={name}
                    rightSection={failed.has(name) ? <span className={classes['dot']} /> : null}
                  >
                    {t(`tab.${name}`)}
                    {failed.has(name) ? <VisuallyHidden>{t('editor.tabHasErrors')}</VisuallyHidden> : null}
                  </Tabs.Tab>
                ))}
              </Tabs.List>
              <div className={classes['saving']} data-needed={dirty || saving || automation === null || undefined}>
                <Text role="status" size="sm" c="dimmed" component="span">
                  {dirty ? t('editor.unsaved') : null}
                  {saved ? (
                    <Group gap={6} component="span" wrap="nowrap">
                      <IconCheck size={16} aria-hidden />
                      {t('editor.saved')}
                    </Group>
                  ) : null}
                </Text>
                <Button
                  disabled={!dirty && automation !== null}
                  loading={saving}
                  onClick={editor.submit}
                  title={t('editor.saveHint')}
                >
                  {t('common:action.save')}
                </Button>
              </div>
            </Group>
          </div>
          <Suspense fallback={<SkeletonLines lines={6} height={28} />}>
            <Tabs.Panel value="general">
              <GeneralTab />
            </Tabs.Panel>
            <Tabs.Panel value="steps">
              <StepsTab />
            </Tabs.Panel>
            <Tabs.Panel value="models">
              <ModelsTab automation={automation} />
            </Tabs.Panel>
            <Tabs.Panel value="schedule">
              <ScheduleTab automation={automation} />
            </Tabs.Panel>
            <Tabs.Panel value="runs">
              <RunsTab automation={automation} />
            </Tabs.Panel>
          </Suspense>
        </Tabs>
      </Page>
      {drawer && automation ? (
        <Suspense fallback={null}>
          <RunDrawer
            kind={drawer.kind}
            opened={drawer.opened}
            automation={automation}
            draft={editor.draft}
            onClose={() => {
              setDrawer({ ...drawer, opened: false });
              if (test) changeSearch({ test: undefined });
            }}
            onStarted={(runId) => {
              setDrawer({ ...drawer, opened: false });
              changeSearch({ tab: 'runs', run: runId, step: undefined });
            }}
          />
        </Suspense>
      ) : null}
      <LeaveGuard active={dirty && !saving} leaving={leaving} text={t('leave')} />
    </EditorContext>
  );
}

/** Once the tab with the error is on the page. */
function focusFirstError(): void {
  setTimeout(() => document.querySelector<HTMLElement>('main [aria-invalid="true"]')?.focus(), 120);
}
