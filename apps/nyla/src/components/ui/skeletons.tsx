import { Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface SkeletonLinesProps {
  readonly lines?: number;
  readonly height?: number;
}

/** Placeholder rows of the size of what will stand there. */
export function SkeletonLines({ lines = 3, height = 16 }: SkeletonLinesProps) {
  return (
    <Stack gap="sm" aria-busy="true">
      <LoadingLabel />
      {Array.from({ length: lines }, (_, index) => (
        <Skeleton key={index} height={height} width={index === lines - 1 && lines > 1 ? '60%' : '100%'} />
      ))}
    </Stack>
  );
}

/** One placeholder block, e.g. for a card or a chart. */
export function SkeletonBlock({ height }: { readonly height: number }) {
  return (
    <div aria-busy="true">
      <LoadingLabel />
      <Skeleton height={height} />
    </div>
  );
}

function LoadingLabel() {
  const { t } = useTranslation();
  return <VisuallyHidden role="status">{t('state.loading')}</VisuallyHidden>;
}
