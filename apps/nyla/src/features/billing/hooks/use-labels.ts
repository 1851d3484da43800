import { CONNECTOR_TYPES, FEATURES, MODEL_ID_SEPARATOR } from '@nyla/contracts/constants';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnectorLabel } from '@/components/booking/use-labels';
import { useModelName } from '@/lib/models';
import { REST_KEY, UNASSIGNED_KEY, type UsageGroup } from '../logic/groups';
import type { UsageSeries } from '../logic/usage-series';

/** Names the groups of the statistics. */
export function useGroupLabel(): (series: UsageSeries, group: UsageGroup) => string {
  const { t } = useTranslation('billing');
  const connectorLabel = useConnectorLabel();
  const modelName = useModelName();
  return useCallback(
    ({ key, name }, group) => {
      if (key === REST_KEY) return t('usage.rest');
      if (key === UNASSIGNED_KEY) return t(group === 'automationId' ? 'usage.noAutomation' : 'usage.unassigned');
      switch (group) {
        case 'connectorType': {
          const connectorType = CONNECTOR_TYPES.find((type) => type === key);
          return connectorType ? connectorLabel(connectorType) : key;
        }
        case 'model': {
          const separator = key.indexOf(MODEL_ID_SEPARATOR);
          return modelName(key.slice(0, separator), key.slice(separator + 1));
        }
        case 'feature': {
          const feature = FEATURES.find((known) => known === key);
          return feature ? t(`feature.${feature}`) : key;
        }
        case 'userId':
        case 'automationId':
          return name ?? key;
      }
    },
    [t, connectorLabel, modelName],
  );
}
