import type { AutomationDefinitionDto, AutomationDetailDto } from '@nyla/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { createContext, use, useMemo, useState } from 'react';
import { hasCode } from '@/lib/api/api-error';
import { automationQuery, useSaveAutomation } from '../api/automation-queries';
import { type Draft, draftOf, isSameDraft, saveBody } from '../logic/draft';
import { draftIssues, earlyIssues, type Issues, serverIssues, standingIssues, tabOfField } from '../logic/issues';
import type { EditorTab } from '../logic/search';
import { useScheduleIssues } from './use-schedule-issues';

interface EditorOptions {
  /** As it is saved; null for one that is new. */
  readonly automation: AutomationDetailDto | null;
  readonly initial: Draft;
  readonly onSaved: (automation: AutomationDetailDto) => void;
  /** The tab of the first field that keeps it from being saved. */
  readonly onRefused: (tab: EditorTab) => void;
}

interface Base {
  readonly draft: Draft;
  readonly version: number | null;
}

interface Refusal {
  readonly issues: Issues;
  readonly sent: Draft;
}

/** A draft, what is wrong with it, and the way to save it. */
export function useEditor({ automation, initial, onSaved, onRefused }: EditorOptions) {
  const queryClient = useQueryClient();
  const [base, setBase] = useState<Base>({ draft: initial, version: automation?.version ?? null });
  const [draft, setDraft] = useState(initial);
  const [tried, setTried] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const save = useSaveAutomation(automation?.id ?? null);
  // One that is new can be saved as its template has it.
  const dirty = !isSameDraft(draft, base.draft) || (automation === null && base.draft.name !== '');

  // Somebody else saved while nothing was changed here: show theirs.
  if (automation && automation.version !== base.version && !dirty && !save.isPending) {
    const next = draftOf(automation);
    setBase({ draft: next, version: automation.version });
    setDraft(next);
  }

  const scheduleIssues = useScheduleIssues(draft.schedule);
  const own = useMemo(() => ({ ...scheduleIssues, ...draftIssues(draft) }), [draft, scheduleIssues]);
  const standing = useMemo(
    () => (refusal ? standingIssues(refusal.issues, refusal.sent, draft) : null),
    [refusal, draft],
  );
  const issues = useMemo<Issues>(() => {
    const local = tried ? own : earlyIssues(own);
    return { ...standing, ...local };
  }, [own, tried, standing]);
  // A refusal of which nothing stands any more has had its say.
  const isMended = refusal !== null && isEmpty(standing) && !isEmpty(refusal.issues);

  const submit = () => {
    if (save.isPending) return;
    setTried(true);
    const [blocking] = Object.entries(own).find(([, { rule }]) => rule !== 'unknownPath') ?? [];
    if (blocking !== undefined) {
      onRefused(tabOfField(blocking));
      return;
    }
    const sent = draft;
    save.mutate(saveBody(sent, base.version), {
      onSuccess: (saved) => {
        const stored = draftOf(saved);
        setBase({ draft: stored, version: saved.version });
        // What was typed while it was being saved stays.
        setDraft((now) => (now === sent ? stored : now));
        setTried(false);
        setRefusal(null);
        onSaved(saved);
      },
      onError: (error) => {
        setRefusal(null);
        if (!hasCode(error, 'common.validation_failed')) return;
        const refused = serverIssues(error.fieldErrors);
        setRefusal({ issues: refused, sent });
        const [first] = Object.keys(refused);
        if (first !== undefined) onRefused(tabOfField(first));
      },
    });
  };

  /** Takes the newest version and drops what was changed here. */
  const reload = async () => {
    if (!automation) return;
    const newest = await queryClient.fetchQuery({ ...automationQuery(automation.id), staleTime: 0 });
    const next = draftOf(newest);
    setBase({ draft: next, version: newest.version });
    setDraft(next);
    setRefusal(null);
    setTried(false);
    save.reset();
  };

  return {
    draft,
    issues,
    dirty,
    saving: save.isPending,
    saved: save.isSuccess && !dirty,
    conflict: hasCode(save.error, 'common.conflict'),
    /** What is shown as a whole; errors of fields stand at their fields. */
    error: isMended ? null : save.error,
    change: (changes: Partial<Draft>) => setDraft((before) => ({ ...before, ...changes })),
    define: (change: (definition: AutomationDefinitionDto) => AutomationDefinitionDto) =>
      setDraft((before) => ({ ...before, definition: change(before.definition) })),
    submit,
    reload,
  };
}

export type Editor = ReturnType<typeof useEditor>;

export const EditorContext = createContext<Editor | null>(null);

/** The editor around a tab or a field. */
export function useEditorContext(): Editor {
  const editor = use(EditorContext);
  if (!editor) throw new Error('a field of the editor outside of it');
  return editor;
}

function isEmpty(issues: Issues | null): boolean {
  return issues === null || Object.keys(issues).length === 0;
}
