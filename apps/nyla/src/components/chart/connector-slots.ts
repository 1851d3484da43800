import type { ConnectorType } from '@nyla/contracts/constants';

/** A provider has one colour everywhere. */
export const CONNECTOR_SLOTS: Readonly<Record<ConnectorType, number>> = {
  anthropic: 1,
  openai: 4,
  perplexity: 2,
  tavily: 6,
  local: 5,
  demo: 3,
};
