import type { ChatDto } from '@nyla/contracts';
import { chatGroups } from './chat-groups';

const now = new Date(2026, 10, 22, 9, 30);
const chat = (id: string, daysAgo: number, hour = 8): ChatDto => {
  const time = new Date(2026, 10, 22 - daysAgo, hour).toISOString();
  return { id, title: id, model: null, createdAt: time, updatedAt: time };
};

describe('chatGroups', () => {
  it('cuts days at midnight and leaves empty groups away', () => {
    const groups = chatGroups([chat('a', 0, 0), chat('b', 1, 23), chat('c', 6), chat('d', 40), chat('e', 41)], now);
    expect(groups.map(({ age, chats }) => `${age}: ${chats.map(({ id }) => id).join(' ')}`)).toEqual([
      'today: a',
      'yesterday: b',
      'week: c',
      'older: d e',
    ]);
    expect(chatGroups([], now)).toEqual([]);
  });
});
