import type { ChatDto } from '@nyla/contracts';

export const CHAT_AGES = ['today', 'yesterday', 'week', 'older'] as const;
export type ChatAge = (typeof CHAT_AGES)[number];

export interface ChatGroup {
  readonly age: ChatAge;
  readonly chats: readonly ChatDto[];
}

const DAY_MS = 86_400_000;

/** Chats by how long ago they were used, in the reader's own days; the order within a group stays. */
export function chatGroups(chats: readonly ChatDto[], now: Date): readonly ChatGroup[] {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  const ageOf = ({ updatedAt }: ChatDto): ChatAge => {
    const time = Date.parse(updatedAt);
    if (time >= midnight) return 'today';
    if (time >= midnight - DAY_MS) return 'yesterday';
    return time >= midnight - 7 * DAY_MS ? 'week' : 'older';
  };
  return CHAT_AGES.map((age) => ({ age, chats: chats.filter((chat) => ageOf(chat) === age) })).filter(
    (group) => group.chats.length > 0,
  );
}
