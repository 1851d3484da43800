import { CONNECTOR_TYPES, type ConnectorType } from '@nyla/contracts/constants';
import type { Connector } from './connector.contract.js';

/** The connectors that this gateway has, one for each type, in the order of `CONNECTOR_TYPES`. */
export class ConnectorRegistry {
  private readonly connectors: ReadonlyMap<ConnectorType, Connector>;

  constructor(connectors: readonly Connector[]) {
    const byType = new Map(connectors.map((connector) => [connector.connectorType, connector]));
    if (byType.size !== connectors.length) throw new Error('two connectors have the same type');
    this.connectors = byType;
  }

  list(): Connector[] {
    return CONNECTOR_TYPES.flatMap((type) => this.connectors.get(type) ?? []);
  }

  find(type: ConnectorType): Connector | undefined {
    return this.connectors.get(type);
  }

  /** @throws Error when no plugin serves the type: the caller has let an unchecked type through. */
  get(type: ConnectorType): Connector {
    const connector = this.connectors.get(type);
    if (!connector) throw new Error(`no connector of type ${type}`);
    return connector;
  }
}
