import type { PriceVersionDto } from '@nyla/contracts';
import { CONNECTOR_TYPES, type ConnectorType } from '@nyla/contracts/constants';

export interface PriceGroup {
  readonly connectorType: ConnectorType;
  readonly prices: readonly PriceVersionDto[];
}

/** What people call a model; the star stands for all that have no price of their own. */
export function nameOf({ model, facts }: Pick<PriceVersionDto, 'model' | 'facts'>): string {
  return facts?.displayName ?? model;
}

/** The prices that a search finds, by provider; those that start last come first, as they were read. */
export function groupPrices(prices: readonly PriceVersionDto[], q: string): PriceGroup[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const found = prices.filter((price) => {
    const text = `${price.connectorType} ${price.model} ${nameOf(price)} ${price.source}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return CONNECTOR_TYPES.flatMap((connectorType) => {
    const own = found.filter((price) => price.connectorType === connectorType);
    return own.length > 0 ? [{ connectorType, prices: own.toSorted(byName) }] : [];
  });
}

function byName(a: PriceVersionDto, b: PriceVersionDto): number {
  return nameOf(a).localeCompare(nameOf(b), 'de-CH', { numeric: true }) || b.validFrom.localeCompare(a.validFrom);
}
