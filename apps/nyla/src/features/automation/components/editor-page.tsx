import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { ErrorCard } from '@/components/ui/error-card';
import { Page } from '@/components/ui/page';
import { SkeletonLines } from '@/components/ui/skeletons';
import { automationQuery } from '../api/automation-queries';
import { draftOf } from '../logic/draft';
import { EditorView } from './editor';

/** One automation: what it does, with which models and when, and what its runs did. */
export function EditorPage() {
  const { automationId = '' } = useParams({ strict: false });
  const { data: automation, error, refetch } = useQuery(automationQuery(automationId));
  if (automation) return <EditorView key={automation.id} automation={automation} initial={draftOf(automation)} />;
  return (
    <Page>
      {error ? <ErrorCard error={error} onRetry={() => void refetch()} /> : <SkeletonLines lines={8} height={32} />}
    </Page>
  );
}
