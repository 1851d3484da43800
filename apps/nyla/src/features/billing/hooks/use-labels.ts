import { CONNECTOR_TYPES, FEATURES, MODEL_ID_SEPARATOR } from '@nyla/contracts/constants';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnectorLabel } from '@/components/booking/use-labels';
import { useModelName } from '@/lib/models';
import { UNASSIGNED_KEY, type UsageGroup } from '../logic/groups';
import { REST_KEY, type UsageSeries } from '../logic/usage-series';

/** Names the groups of the statistics. */
export function useGroupLabel(): (series: UsageSeries, group: UsageGroup) => string {
  const { t } = useTranslation('billing');
  const connectorLabel = useConnectorLabel();
  const modelName = useModelName();
  return useCallback(
    ({ key, userName }, group) => {
      if (key === REST_KEY) return t('usage.rest');
      if (key === UNASSIGNED_KEY) return t('usage.unassigned');
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
          const feature = FEATURES.find((name) => name === key);
          return feature ? t(`feature.${feature}`) : key;
        }
        case 'userId':
          return userName ?? key;
      }
    },
    [t, connectorLabel, modelName],
  );
}
