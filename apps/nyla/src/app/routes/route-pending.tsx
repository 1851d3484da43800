import { Page } from '@/components/ui/page';
import { SkeletonLines } from '@/components/ui/skeletons';

/** Stands in while the code or the texts of a page are loading. */
export function RoutePending() {
  return (
    <Page>
      <SkeletonLines lines={5} height={20} />
    </Page>
  );
}
