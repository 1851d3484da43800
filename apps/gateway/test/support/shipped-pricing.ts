import type { ConnectorType } from '@nyla/contracts';
import { parseDecimal } from '@nyla/money';
import type { ModelInfo, Pricing } from '../../src/aicore/connector.contract.js';
import { SHIPPED_PRICES, type ShippedPrice } from '../../src/aicore/price-list.data.js';

/** The models that the shipped price list has for a connector. */
export function listedModels(connectorType: ConnectorType): ModelInfo[] {
  const rows = SHIPPED_PRICES.filter((row) => row.connectorType === connectorType);
  return [...new Set(rows.map(({ model }) => model))].flatMap((model) => {
    const { facts } = rowOf(connectorType, model);
    return facts ? [{ connectorType, model, ...facts }] : [];
  });
}

/** A model as the shipped price list describes it. */
export function modelOf(connectorType: ConnectorType, model: string): ModelInfo {
  const info = listedModels(connectorType).find((candidate) => candidate.model === model);
  if (!info) throw new Error(`the shipped price list does not describe ${connectorType}/${model}`);
  return info;
}

/** The shipped price of a model, with a rate and a markup that are easy to reckon with. */
export function pricingOf(connectorType: ConnectorType, model: string): Pricing {
  return {
    price: { ...rowOf(connectorType, model), id: '018f3c1e-0000-7000-8000-000000000001' },
    fx: { rate: parseDecimal('0.8'), date: '2026-11-20', source: 'test' },
    markupPercent: parseDecimal('50'),
  };
}

/** The newest row of a model, or else of all models of its connector. */
function rowOf(connectorType: ConnectorType, model: string): ShippedPrice {
  const rows = SHIPPED_PRICES.filter((row) => row.connectorType === connectorType);
  const row = rows.findLast((candidate) => candidate.model === model) ?? rows.findLast(({ model }) => model === '*');
  if (!row) throw new Error(`the shipped price list has no price for ${connectorType}/${model}`);
  return row;
}
