import type { ConnectorType } from '@nyla/contracts';
import type { ConnectorEvent } from '../../src/aicore/connector.contract.js';
import { type ProviderEvent, ProviderHttp } from '../../src/aicore/plugins/provider-http.js';

/** The events of a streamed answer, as `ProviderHttp` hands them to the reader of a protocol. */
export async function* streamed(...values: readonly unknown[]): AsyncGenerator<ProviderEvent, void, undefined> {
  for (const value of values) yield { type: 'json', value, requestId: 'req_1' };
}

/** The single event of an answer in one piece. */
export async function* whole(value: unknown): AsyncGenerator<ProviderEvent, void, undefined> {
  yield { type: 'whole', value, requestId: 'req_1' };
}

/** Something that a reader makes its faults with; nothing is ever sent. */
export function silentHttp(connectorType: ConnectorType): ProviderHttp {
  return new ProviderHttp({ connectorType, baseUrl: 'http://127.0.0.1:9', apiKey: null });
}

/** All events to the end. @throws whatever the iteration throws */
export async function all<Event>(events: AsyncIterable<Event>): Promise<Event[]> {
  const list: Event[] = [];
  for await (const event of events) list.push(event);
  return list;
}

/** All that a reader yields, and the fault that it ends with. */
export async function collect(
  events: AsyncIterable<ConnectorEvent>,
): Promise<{ readonly events: readonly ConnectorEvent[]; readonly fault: unknown }> {
  const collected: ConnectorEvent[] = [];
  try {
    for await (const event of events) collected.push(event);
    return { events: collected, fault: null };
  } catch (fault) {
    return { events: collected, fault };
  }
}
