import { Button, Paper, Text, Title, VisuallyHidden } from '@mantine/core';
import type { OnboardingStep, OnboardingStepDto } from '@nyla/contracts';
import { IconChevronRight, IconCircle, IconCircleCheckFilled } from '@tabler/icons-react';
import { Link, type LinkProps, linkOptions } from '@tanstack/react-router';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { WishError } from '@/components/wish/wish-error';
import { useHideOnboarding } from '../api/onboarding-queries';
import classes from './onboarding-card.module.css';

const LINKS = {
  address: linkOptions({ to: '/settings/address' }),
  limits: linkOptions({ to: '/settings/billing' }),
  topUp: linkOptions({ to: '/billing/top-up' }),
  chat: linkOptions({ to: '/chat' }),
} satisfies Record<OnboardingStep, LinkProps>;

interface OnboardingCardProps {
  readonly steps: readonly OnboardingStepDto[];
}

/** The first steps of a new mandate, for its admins, until they are done or hidden. */
export function OnboardingCard({ steps }: OnboardingCardProps) {
  const { t } = useTranslation('notices');
  const id = useId();
  const hide = useHideOnboarding();
  const done = steps.filter((step) => step.done).length;
  return (
    <Paper component="section" withBorder radius="lg" p={{ base: 'md', sm: 'lg' }} aria-labelledby={id} w="100%">
      <div className={classes['head']}>
        <div>
          <Title order={2} fz="lg" id={id}>
            {t('onboarding.title')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('onboarding.progress', { done, total: steps.length })}
          </Text>
        </div>
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          c="dimmed"
          className={classes['hide'] ?? ''}
          loading={hide.isPending}
          onClick={() => hide.mutate()}
        >
          {t('onboarding.hide')}
        </Button>
      </div>
      <WishError error={hide.error} />
      <ol className={classes['steps']}>
        {steps.map(({ step, done: isDone }) => (
          <li key={step}>
            {isDone ? (
              <span className={classes['step']} data-done>
                <IconCircleCheckFilled size={20} aria-hidden />
                <span>
                  <VisuallyHidden>{t('onboarding.done')} </VisuallyHidden>
                  {t(`onboarding.step.${step}`)}
                </span>
              </span>
            ) : (
              <Link {...LINKS[step]} className={classes['step'] ?? ''}>
                <IconCircle size={20} stroke={1.6} aria-hidden />
                <span>{t(`onboarding.step.${step}`)}</span>
                <IconChevronRight size={18} stroke={1.6} aria-hidden className={classes['go']} />
              </Link>
            )}
          </li>
        ))}
      </ol>
    </Paper>
  );
}
