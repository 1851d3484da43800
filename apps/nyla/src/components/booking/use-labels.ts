import type { ConnectorType } from '@nyla/contracts';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** Names providers as the reader knows them. */
export function useConnectorLabel(): (connectorType: ConnectorType) => string {
  const { t } = useTranslation('common');
  return useCallback((connectorType) => t(`connector.${connectorType}`), [t]);
}

const FACTORS = ['batch', 'flex', 'priority', 'regional_processing', 'inference_geo_us'] as const;

/** Names the surcharges and discounts of the price list; one that an operator has added goes by its own name. */
export function useFactorLabel(): (name: string) => string {
  const { t } = useTranslation('billing');
  return useCallback(
    (name) => {
      const known = FACTORS.find((factor) => factor === name);
      return known ? t(`receipt.factor.${known}`) : name;
    },
    [t],
  );
}
