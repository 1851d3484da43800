import { OnboardingCard } from '@/features/notices/components/onboarding-card';
import classes from './area.module.css';

/** The first steps of a new mandate, above the overview of its credit. */
export function BillingIntro() {
  return (
    <div className={classes['intro']}>
      <OnboardingCard />
    </div>
  );
}
