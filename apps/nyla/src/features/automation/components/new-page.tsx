import { useQuery } from '@tanstack/react-query';
import { ErrorCard } from '@/components/ui/error-card';
import { Page } from '@/components/ui/page';
import { SkeletonLines } from '@/components/ui/skeletons';
import { useLocale } from '@/lib/use-locale';
import { templatesQuery } from '../api/automation-queries';
import { useEditorSearch } from '../hooks/use-editor-search';
import { draftOfTemplate, EMPTY_DRAFT } from '../logic/draft';
import { EditorView } from './editor';

/** An automation that exists once it is saved: empty, or as a template has it. */
export function NewPage() {
  const [{ template }] = useEditorSearch();
  const [locale] = useLocale();
  const { data: templates, error, refetch } = useQuery({ ...templatesQuery(locale), enabled: template !== undefined });
  if (template === undefined) return <EditorView key="empty" automation={null} initial={EMPTY_DRAFT} />;
  if (templates) {
    const chosen = templates.find(({ id }) => id === template);
    return <EditorView key={template} automation={null} initial={chosen ? draftOfTemplate(chosen) : EMPTY_DRAFT} />;
  }
  return (
    <Page>
      {error ? <ErrorCard error={error} onRetry={() => void refetch()} /> : <SkeletonLines lines={8} height={32} />}
    </Page>
  );
}
