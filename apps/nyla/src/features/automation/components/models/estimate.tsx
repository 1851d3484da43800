import { Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/money/money';
import { ErrorCard } from '@/components/ui/error-card';
import { SkeletonBlock } from '@/components/ui/skeletons';
import { hasCode } from '@/lib/api/api-error';
import { formatMoney, parseChf } from '@/lib/money';
import { readAmount } from '@/lib/typed-amount';
import { estimateQuery } from '../../api/automation-queries';
import { useEditorContext } from '../../hooks/use-editor';
import editor from '../automation.module.css';

const TYPING_PAUSE_MS = 600;

interface EstimateProps {
  readonly automationId: string | undefined;
}

/** What a run of this draft will cost: quoted step by step, and beside it what the last runs did cost. */
export function Estimate({ automationId }: EstimateProps) {
  const { t } = useTranslation('automation');
  const { draft } = useEditorContext();
  const [definition] = useDebouncedValue(draft.definition, TYPING_PAUSE_MS);
  const { data, error, isFetching, refetch } = useQuery({
    ...estimateQuery({ definition, ...(automationId === undefined ? {} : { automationId }) }),
    enabled: definition.steps.length > 0,
  });
  if (definition.steps.length === 0) return <Text c="dimmed">{t('estimate.noSteps')}</Text>;
  if (hasCode(error, 'common.validation_failed')) return <Text c="dimmed">{t('estimate.notYet')}</Text>;
  if (error) return <ErrorCard error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonBlock height={56} />;
  const { likely, maximum, pastRuns, pastMedian, pastMaximum } = data;
  const limit = readAmount(draft.runLimit);
  const overLimit = limit !== null && limit !== undefined && parseChf(likely) > parseChf(limit);
  return (
    <div aria-busy={isFetching}>
      <dl className={editor['figures']}>
        <Figure name={t('estimate.likely')}>
          <Money amount={likely} />
        </Figure>
        <Figure name={t('estimate.maximum')}>
          {maximum === null ? t('estimate.open') : <Money amount={maximum} />}
        </Figure>
        {pastMedian === null ? null : (
          <Figure name={t('estimate.median', { count: pastRuns })}>
            <Money amount={pastMedian} />
          </Figure>
        )}
        {pastMaximum === null ? null : (
          <Figure name={t('estimate.dearest', { count: pastRuns })}>
            <Money amount={pastMaximum} />
          </Figure>
        )}
      </dl>
      <Text size="sm" c="dimmed" mt="sm">
        {maximum === null ? `${t('estimate.openHint')} ` : null}
        {pastRuns === 0 ? t('estimate.noRuns') : null}
      </Text>
      {overLimit ? (
        <Text size="sm" c="var(--nyla-warning-text)" mt={4}>
          {t('estimate.overLimit', { limit: formatMoney(limit) })}
        </Text>
      ) : null}
    </div>
  );
}

function Figure({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
