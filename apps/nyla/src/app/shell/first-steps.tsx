import { useQuery } from '@tanstack/react-query';
import { lazyRouteComponent } from '@tanstack/react-router';
import { Suspense } from 'react';
import { onboardingQuery } from '@/features/notices/api/onboarding-queries';
import { usePermission } from '@/lib/session';

/** Once it is loaded it is there at once: what stands below it does not move. */
export const OnboardingCard = lazyRouteComponent(
  () => import('@/features/notices/components/onboarding-card'),
  'OnboardingCard',
);

interface FirstStepsProps {
  /** What it stands in. */
  readonly className?: string | undefined;
}

/** What the admins of a new mandate have to do; nothing for everybody else, and once it is done. */
export function FirstSteps({ className }: FirstStepsProps) {
  const isAdmin = usePermission('data.billing.settings.write');
  const { data } = useQuery({ ...onboardingQuery, enabled: isAdmin });
  if (!isAdmin || !data?.open) return null;
  return (
    <div className={className}>
      <Suspense fallback={null}>
        <OnboardingCard steps={data.steps} />
      </Suspense>
    </div>
  );
}
