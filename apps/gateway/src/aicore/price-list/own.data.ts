import { parseDecimal } from '@nyla/money';
import { type ShippedPrice, shippedPrice, tier } from './shipped-price.js';

const DEMO_SOURCE = 'demo price; no provider is paid';

/** Prices of our own, where the operator pays no provider. What the models are, their connectors know. */
export const OWN_PRICES: readonly ShippedPrice[] = [
  shippedPrice({ connectorType: 'demo', model: 'swift', base: tier(['0.25', '1.25', '0.025']), source: DEMO_SOURCE }),
  shippedPrice({ connectorType: 'demo', model: 'sage', base: tier(['3', '15', '0.3']), source: DEMO_SOURCE }),
  shippedPrice({
    connectorType: 'demo',
    model: 'search',
    searchCreditUsd: parseDecimal('0.008'),
    source: DEMO_SOURCE,
  }),
  shippedPrice({
    connectorType: 'local',
    model: '*',
    base: tier(['0', '0', '0', '0', '0']),
    source: 'own hardware: set your own price',
  }),
];
