import type {
  ChatDeltaEvent,
  ChatSearchEvent,
  ChatSourcesEvent,
  ChatStartEvent,
  MessagePriceDto,
  ModelDecisionDto,
  UsageDto,
} from '@nyla/contracts';
import type { ChatEventName } from '@nyla/contracts/constants';
import type { ServerEvent } from '@/lib/api/sse';
import type { LiveAnswer } from './thread';

/**
 * What is known of an answer after one more event. Events that end it, `error` and `done`, change nothing here, and
 * neither do those of a newer server.
 */
export function withEvent<T extends LiveAnswer>(answer: T, { event, data }: ServerEvent): T {
  const body: unknown = JSON.parse(data);
  switch (event as ChatEventName) {
    case 'start': {
      const { userMessage, assistantMessage } = body as ChatStartEvent;
      return { ...answer, started: { userMessage, assistantMessage } };
    }
    case 'search':
      return { ...answer, searching: (body as ChatSearchEvent).query };
    case 'sources':
      return { ...answer, searching: null, sources: (body as ChatSourcesEvent).sources };
    case 'decision':
      return { ...answer, decision: body as ModelDecisionDto };
    case 'delta':
      return { ...answer, searching: null, text: answer.text + (body as ChatDeltaEvent).text };
    case 'usage':
      return { ...answer, usage: body as UsageDto };
    case 'price':
      return { ...answer, price: body as MessagePriceDto };
    default:
      return answer;
  }
}
